/** The shape of an AWS region's name: `us-east-1`, `us-gov-west-1`. */
export const awsRegionPattern = /^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/;
