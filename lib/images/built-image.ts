import { CustomResource, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { BuildSpec, LinuxArmBuildImage, LinuxBuildImage, Project, Source } from 'aws-cdk-lib/aws-codebuild';
import { type IRepository, Repository, RepositoryEncryption, TagMutability } from 'aws-cdk-lib/aws-ecr';
import { DockerImageAsset, Platform } from 'aws-cdk-lib/aws-ecr-assets';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import { CatoFunction } from '../functions/cato-function.ts';
import type { Settings } from '../settings.ts';

export type ImageArchitecture = 'arm64' | 'amd64';

export interface BuiltImageProps {
  readonly settings: Settings;
  /** The folder of the Dockerfile: all of it is the source of the image. */
  readonly folder: string;
  /** Patterns of what does not belong to the source. Default: none. */
  readonly exclude?: readonly string[];
  readonly architecture: ImageArchitecture;
  /** One sentence's worth of words: what it is the image of. */
  readonly description: string;
}

/** Builds of one source that are kept, so that a roll-back finds its image. */
const keptImages = 10;
/** Below the 15 minutes that the function which waits for it has. */
const buildMinutes = 13;

/**
 * An image made from a folder, by CodeBuild while the stack deploys or by Docker before it; the same source is the same
 * image. Synth needs neither Docker nor a network.
 */
export class BuiltImage extends Construct {
  /** Known to whatever refers to it once the image is there. */
  readonly uri: string;
  readonly repository: IRepository;

  constructor(scope: Construct, id: string, props: BuiltImageProps) {
    super(scope, id);
    if (props.settings.deploy.docker === 'local') {
      const { folder, exclude = [], architecture } = props;
      const asset = new DockerImageAsset(this, 'Image', {
        directory: folder,
        exclude: [...exclude],
        platform: architecture === 'arm64' ? Platform.LINUX_ARM64 : Platform.LINUX_AMD64,
      });
      this.uri = asset.imageUri;
      this.repository = asset.repository;
      return;
    }
    const repository = new Repository(this, 'Repository', {
      imageScanOnPush: true,
      imageTagMutability: TagMutability.IMMUTABLE,
      encryption: RepositoryEncryption.AES_256,
      lifecycleRules: [{ maxImageCount: keptImages, description: 'the latest sources' }],
      // Whoever deploys again builds again.
      removalPolicy: RemovalPolicy.DESTROY,
      emptyOnDelete: true,
    });
    this.repository = repository;
    this.uri = this.#build(repository, props);
  }

  grantPull(grantee: IGrantable): void {
    this.repository.grantPull(grantee);
  }

  #build(repository: Repository, props: BuiltImageProps): string {
    const { settings, folder, exclude = [], architecture, description } = props;
    const source = new Asset(this, 'Source', { path: folder, exclude: [...exclude] });
    const tag = `${source.assetHash.slice(0, 24)}-${architecture}`;
    const logs = new LogGroup(this, 'BuildLogs', {
      retention: settings.deploy.operations.logRetentionDays as RetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const project = new Project(this, 'Build', {
      description: `Builds the image of ${description}`,
      source: Source.s3({ bucket: source.bucket, path: source.s3ObjectKey }),
      environment: {
        buildImage:
          architecture === 'arm64'
            ? LinuxArmBuildImage.AMAZON_LINUX_2023_STANDARD_3_0
            : LinuxBuildImage.AMAZON_LINUX_2023_5,
        // Docker wants it.
        privileged: true,
      },
      environmentVariables: {
        REPOSITORY: { value: repository.repositoryName },
        REGISTRY: { value: repository.registryUri },
        IMAGE_URI: { value: repository.repositoryUriForTag(tag) },
        TAG: { value: tag },
      },
      buildSpec: buildSpec(),
      timeout: Duration.minutes(buildMinutes),
      queuedTimeout: Duration.hours(1),
      grantReportGroupPermissions: false,
      logging: { cloudWatch: { logGroup: logs } },
    });
    repository.grantPullPush(project);
    project.addToRolePolicy(
      new PolicyStatement({ actions: ['ecr:DescribeImages'], resources: [repository.repositoryArn] }),
    );
    const builder = new CatoFunction(this, 'Builder', {
      settings,
      entry: 'build-image',
      description: `starts the build of the image of ${description} and waits for it`,
      environment: {},
      timeout: Duration.minutes(15),
      needsConfiguration: false,
    });
    builder.role.addToPolicy(
      new PolicyStatement({
        actions: ['codebuild:StartBuild', 'codebuild:BatchGetBuilds'],
        resources: [project.projectArn],
      }),
    );
    const built = new CustomResource(this, 'Built', {
      serviceToken: builder.function.functionArn,
      resourceType: 'Custom::BuiltImage',
      serviceTimeout: Duration.minutes(16),
      properties: { ProjectName: project.projectName, ImageUri: repository.repositoryUriForTag(tag) },
    });
    // The permissions of both as well.
    built.node.addDependency(project, builder);
    return built.getAttString('ImageUri');
  }
}

/** A source that has its image already, after a roll-back for example, builds nothing. */
function buildSpec(): BuildSpec {
  return BuildSpec.fromObject({
    version: '0.2',
    env: { shell: 'bash' },
    phases: {
      build: {
        commands: [
          [
            'set -euo pipefail',
            'if aws ecr describe-images --repository-name "$REPOSITORY" --image-ids "imageTag=$TAG" > /dev/null 2>&1; then echo "$IMAGE_URI is there"; exit 0; fi',
            'aws ecr get-login-password | docker login --username AWS --password-stdin "$REGISTRY"',
            'docker build --tag "$IMAGE_URI" .',
            'docker push "$IMAGE_URI"',
          ].join('\n'),
        ],
      },
    },
  });
}
