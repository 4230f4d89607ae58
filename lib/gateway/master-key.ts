import { Stack } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';

/** The key that opens everything, made by Secrets Manager: it is in no template and no variable. */
export class MasterKey extends Construct {
  readonly secret: Secret;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.secret = new Secret(this, 'Secret', {
      description: `Master key of ${Stack.of(this).stackName}: what clients show as bearer or x-api-key`,
      generateSecretString: { passwordLength: 48, excludePunctuation: true },
    });
  }

  /** A command line that prints the key. */
  get howToRead(): string {
    const { region } = Stack.of(this);
    return `aws secretsmanager get-secret-value --region ${region} --secret-id ${this.secret.secretName} --query SecretString --output text`;
  }
}
