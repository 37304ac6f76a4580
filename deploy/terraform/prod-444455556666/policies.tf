# prod-444455556666/reader-trust
# Lets only Assay's hub role take the reader role, and only on behalf of a named person.
resource "aws_iam_role" "AssayReader" {
  name = "AssayReader"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "OnlyAssayAndOnlyForSomebody"
        Effect = "Allow"
        Principal = {
          AWS = "arn:aws:iam::999988887777:role/AssayHub"
        }
        Action = "sts:AssumeRole"
        Condition = {
          StringEquals = {
            "aws:PrincipalOrgID" = "o-exampleorgid"
          }
          StringLike = {
            "sts:SourceIdentity" = "?*"
          }
        }
      },
      {
        Sid    = "AssaySaysForWhom"
        Effect = "Allow"
        Principal = {
          AWS = "arn:aws:iam::999988887777:role/AssayHub"
        }
        Action = "sts:SetSourceIdentity"
        Condition = {
          StringEquals = {
            "aws:PrincipalOrgID" = "o-exampleorgid"
          }
          StringLike = {
            "sts:SourceIdentity" = "?*"
          }
        }
      },
    ]
  })
}

# prod-444455556666/reader
# Lets commands look at AMIs, instances and snapshots. It cannot change anything.
resource "aws_iam_policy" "reader" {
  name        = "assay-prod-444455556666-reader"
  description = "Lets commands look at AMIs, instances and snapshots. It cannot change anything."
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "Read"
        Effect = "Allow"
        Action = [
          "ec2:DescribeAddresses",
          "ec2:DescribeAvailabilityZones",
          "ec2:DescribeImageAttribute",
          "ec2:DescribeImageReferences",
          "ec2:DescribeImageUsageReportEntries",
          "ec2:DescribeImageUsageReports",
          "ec2:DescribeImages",
          "ec2:DescribeInstanceAttribute",
          "ec2:DescribeInstanceCreditSpecifications",
          "ec2:DescribeInstanceImageMetadata",
          "ec2:DescribeInstanceStatus",
          "ec2:DescribeInstanceTypeOfferings",
          "ec2:DescribeInstances",
          "ec2:DescribeLaunchTemplateVersions",
          "ec2:DescribeLaunchTemplates",
          "ec2:DescribeSecurityGroups",
          "ec2:DescribeSnapshotAttribute",
          "ec2:DescribeSnapshots",
          "ec2:DescribeSubnets",
          "ec2:DescribeVolumes",
          "ec2:GetAllowedImagesSettings",
          "ec2:GetEbsEncryptionByDefault",
          "ec2:GetImageAncestry",
          "ec2:ListImagesInRecycleBin",
          "ec2:ListSnapshotsInRecycleBin",
          "imagebuilder:ListImagePipelines",
          "imagebuilder:ListWaitingWorkflowSteps",
        ]
        Resource = ["*"]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["eu-west-1"]
          }
        }
      },
      {
        Sid      = "ImageBuilderGetImage"
        Effect   = "Allow"
        Action   = ["imagebuilder:GetImage", "imagebuilder:ListWorkflowExecutions"]
        Resource = ["arn:aws:imagebuilder:*:444455556666:image/*"]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["eu-west-1"]
          }
        }
      },
      {
        Sid      = "ImageBuilderListImagePipelineImages"
        Effect   = "Allow"
        Action   = ["imagebuilder:ListImagePipelineImages"]
        Resource = ["arn:aws:imagebuilder:*:444455556666:image-pipeline/*"]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["eu-west-1"]
          }
        }
      },
      {
        Sid      = "KMSDescribeKey"
        Effect   = "Allow"
        Action   = ["kms:DescribeKey"]
        Resource = ["arn:aws:kms:*:*:key/*", "arn:aws:kms:*:444455556666:key/*"]
        Condition = {
          StringEquals = {
            "aws:ResourceOrgID" = "o-exampleorgid"
          }
        }
      },
      {
        Sid      = "KMSGetKeyPolicy"
        Effect   = "Allow"
        Action   = ["kms:GetKeyPolicy", "kms:ListGrants"]
        Resource = ["arn:aws:kms:*:444455556666:key/*"]
      },
      {
        Sid    = "Read2"
        Effect = "Allow"
        Action = [
          "autoscaling:DescribeAutoScalingGroups",
          "autoscaling:DescribeLaunchConfigurations",
          "elasticloadbalancing:DescribeTargetGroups",
          "elasticloadbalancing:DescribeTargetHealth",
          "kms:ListAliases",
        ]
        Resource = ["*"]
      },
      {
        Sid    = "ReadThroughAws"
        Effect = "Allow"
        Action = [
          "imagebuilder:GetContainerRecipe",
          "imagebuilder:ListContainerRecipes",
          "imagebuilder:ListImageRecipes",
          "ssm:DescribeParameters",
          "ssm:GetParameters",
        ]
        Resource = ["*"]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["eu-west-1"]
          }
          "ForAnyValue:StringEquals" = {
            "aws:CalledVia" = "ec2-images.amazonaws.com"
          }
        }
      },
      {
        Sid      = "ReadThroughAws2"
        Effect   = "Allow"
        Action   = ["ssm:GetParameters"]
        Resource = ["*"]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["eu-west-1"]
          }
          "ForAnyValue:StringEquals" = {
            "aws:CalledVia" = "ec2.amazonaws.com"
          }
        }
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "reader" {
  role       = aws_iam_role.AssayReader.name
  policy_arn = aws_iam_policy.reader.arn
}

# prod-444455556666/writer-trust
# Lets only Assay's hub role take the writer role, and only on behalf of a named person.
resource "aws_iam_role" "AssayWorker" {
  name = "AssayWorker"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "OnlyAssayAndOnlyForSomebody"
        Effect = "Allow"
        Principal = {
          AWS = "arn:aws:iam::999988887777:role/AssayHub"
        }
        Action = "sts:AssumeRole"
        Condition = {
          StringEquals = {
            "aws:PrincipalOrgID" = "o-exampleorgid"
          }
          StringLike = {
            "sts:SourceIdentity" = "?*"
          }
        }
      },
      {
        Sid    = "AssaySaysForWhom"
        Effect = "Allow"
        Principal = {
          AWS = "arn:aws:iam::999988887777:role/AssayHub"
        }
        Action = "sts:SetSourceIdentity"
        Condition = {
          StringEquals = {
            "aws:PrincipalOrgID" = "o-exampleorgid"
          }
          StringLike = {
            "sts:SourceIdentity" = "?*"
          }
        }
      },
    ]
  })
}

# prod-444455556666/writer
# Lets jobs do what they declare, and nothing else.
resource "aws_iam_policy" "writer" {
  name        = "assay-prod-444455556666-writer"
  description = "Lets jobs do what they declare, and nothing else."
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "Read"
        Effect = "Allow"
        Action = [
          "ec2:DescribeImageAttribute",
          "ec2:DescribeImageReferences",
          "ec2:DescribeImageUsageReportEntries",
          "ec2:DescribeImageUsageReports",
          "ec2:DescribeImages",
          "ec2:DescribeInstanceAttribute",
          "ec2:DescribeInstanceCreditSpecifications",
          "ec2:DescribeInstances",
          "ec2:DescribeSnapshotAttribute",
          "ec2:DescribeSnapshots",
          "ec2:DescribeVolumes",
          "ec2:ListImagesInRecycleBin",
          "ec2:ListSnapshotsInRecycleBin",
          "imagebuilder:ListWaitingWorkflowSteps",
        ]
        Resource = ["*"]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["eu-west-1"]
          }
        }
      },
      {
        Sid    = "ReadThroughAws"
        Effect = "Allow"
        Action = [
          "ec2:DescribeLaunchTemplateVersions",
          "ec2:DescribeLaunchTemplates",
          "imagebuilder:GetContainerRecipe",
          "imagebuilder:ListContainerRecipes",
          "imagebuilder:ListImageRecipes",
          "ssm:DescribeParameters",
          "ssm:GetParameters",
        ]
        Resource = ["*"]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["eu-west-1"]
          }
          "ForAnyValue:StringEquals" = {
            "aws:CalledVia" = "ec2-images.amazonaws.com"
          }
        }
      },
      {
        Sid    = "DeregisterImageOnOwnImages"
        Effect = "Allow"
        Action = [
          "ec2:CreateImageUsageReport",
          "ec2:DeregisterImage",
          "ec2:DisableImage",
          "ec2:DisableImageDeprecation",
          "ec2:EnableImage",
          "ec2:EnableImageDeprecation",
          "ec2:ModifyImageAttribute",
          "ec2:RestoreImageFromRecycleBin",
        ]
        Resource = ["arn:aws:ec2:*::image/*"]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["eu-west-1"]
            "ec2:Owner"           = "444455556666"
          }
        }
      },
      {
        Sid      = "DeleteSnapshotOnOwnImages"
        Effect   = "Allow"
        Action   = ["ec2:DeleteSnapshot", "ec2:RestoreSnapshotFromRecycleBin"]
        Resource = ["arn:aws:ec2:*::snapshot/*"]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["eu-west-1"]
            "ec2:Owner"           = "444455556666"
          }
        }
      },
      {
        Sid      = "CreateImage"
        Effect   = "Allow"
        Action   = ["ec2:CreateImage"]
        Resource = ["arn:aws:ec2:*:444455556666:instance/*", "arn:aws:ec2:*::image/*", "arn:aws:ec2:*::snapshot/*"]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["eu-west-1"]
          }
        }
      },
      {
        Sid      = "CreateTagsAtCreation"
        Effect   = "Allow"
        Action   = ["ec2:CreateTags"]
        Resource = ["arn:aws:ec2:*::image/*", "arn:aws:ec2:*::snapshot/*"]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["eu-west-1"]
            "ec2:CreateAction"    = ["CreateImage"]
          }
        }
      },
      {
        Sid      = "ImageBuilderStartImagePipelineExecution"
        Effect   = "Allow"
        Action   = ["imagebuilder:GetImagePipeline", "imagebuilder:StartImagePipelineExecution"]
        Resource = ["arn:aws:imagebuilder:*:444455556666:image-pipeline/*"]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["eu-west-1"]
          }
        }
      },
      {
        Sid    = "ImageBuilderGetImage"
        Effect = "Allow"
        Action = [
          "imagebuilder:CancelImageCreation",
          "imagebuilder:GetImage",
          "imagebuilder:ListWorkflowExecutions",
          "imagebuilder:RetryImage",
        ]
        Resource = ["arn:aws:imagebuilder:*:444455556666:image/*"]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["eu-west-1"]
          }
        }
      },
      {
        Sid      = "ImageBuilderListWorkflowStepExecutions"
        Effect   = "Allow"
        Action   = ["imagebuilder:ListWorkflowStepExecutions"]
        Resource = ["arn:aws:imagebuilder:*:444455556666:workflow-execution/*"]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["eu-west-1"]
          }
        }
      },
      {
        Sid    = "ImageBuilderSendWorkflowStepAction"
        Effect = "Allow"
        Action = ["imagebuilder:SendWorkflowStepAction"]
        Resource = [
          "arn:aws:imagebuilder:*:444455556666:image/*",
          "arn:aws:imagebuilder:*:444455556666:workflow-step-execution/*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["eu-west-1"]
          }
        }
      },
      {
        Sid      = "ModifySnapshotAttributeOnOwnImagesToAccounts"
        Effect   = "Allow"
        Action   = ["ec2:ModifySnapshotAttribute"]
        Resource = ["arn:aws:ec2:*::snapshot/*"]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["eu-west-1"]
            "ec2:Owner"           = "444455556666"
          }
          Null = {
            "ec2:Add/group" = "true"
          }
        }
      },
      {
        Sid      = "KMSCreateGrantToWorkers"
        Effect   = "Allow"
        Action   = ["kms:CreateGrant"]
        Resource = ["arn:aws:kms:*:444455556666:key/*"]
        Condition = {
          StringLike = {
            "kms:GranteePrincipal" = ["arn:aws:iam::111122223333:role/AssayWorker"]
          }
          "ForAllValues:StringEquals" = {
            "kms:GrantOperations" = [
              "CreateGrant",
              "Decrypt",
              "DescribeKey",
              "GenerateDataKeyWithoutPlaintext",
              "ReEncryptFrom",
              "ReEncryptTo",
            ]
          }
          Null = {
            "kms:GrantOperations" = "false"
          }
        }
      },
      {
        Sid      = "KMSListGrants"
        Effect   = "Allow"
        Action   = ["kms:GetKeyPolicy", "kms:ListGrants", "kms:RevokeGrant"]
        Resource = ["arn:aws:kms:*:444455556666:key/*"]
      },
      {
        Sid      = "KMSDescribeKey"
        Effect   = "Allow"
        Action   = ["kms:DescribeKey"]
        Resource = ["arn:aws:kms:*:*:key/*", "arn:aws:kms:*:444455556666:key/*"]
        Condition = {
          StringEquals = {
            "aws:ResourceOrgID" = "o-exampleorgid"
          }
        }
      },
      {
        Sid      = "CopyImage"
        Effect   = "Allow"
        Action   = ["ec2:CopyImage"]
        Resource = ["arn:aws:ec2:*::image/*", "arn:aws:ec2:*::snapshot/*"]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["eu-west-1"]
          }
        }
      },
      {
        Sid      = "CreateTagsAtCreation2"
        Effect   = "Allow"
        Action   = ["ec2:CreateTags"]
        Resource = ["arn:aws:ec2:*::image/*", "arn:aws:ec2:*::snapshot/*"]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["eu-west-1"]
            "ec2:CreateAction"    = ["CopyImage"]
          }
        }
      },
      {
        Sid      = "CreateTagsOnOwnImages"
        Effect   = "Allow"
        Action   = ["ec2:CreateTags"]
        Resource = ["arn:aws:ec2:*::image/*"]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["eu-west-1"]
            "ec2:Owner"           = "444455556666"
          }
          "ForAllValues:StringLike" = {
            "aws:TagKeys" = ["assay:*", "ami-approved-production", "ec2:SharedTag/ami-approved-production"]
          }
          Null = {
            "aws:TagKeys" = "false"
          }
        }
      },
      {
        Sid      = "DeleteTagsOnOwnImages"
        Effect   = "Allow"
        Action   = ["ec2:DeleteTags"]
        Resource = ["arn:aws:ec2:*::image/*"]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["eu-west-1"]
          }
          "ForAllValues:StringLike" = {
            "aws:TagKeys" = ["assay:*", "ami-approved-production", "ec2:SharedTag/ami-approved-production"]
          }
          Null = {
            "aws:TagKeys" = "false"
          }
        }
      },
      {
        Sid      = "KMSDecryptThroughEc2"
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncryptFrom", "kms:ReEncryptTo"]
        Resource = ["arn:aws:kms:*:*:key/*", "arn:aws:kms:*:444455556666:key/*"]
        Condition = {
          StringEquals = {
            "aws:ResourceOrgID" = "o-exampleorgid"
            "kms:ViaService"    = ["ec2.eu-west-1.amazonaws.com"]
          }
        }
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "writer" {
  role       = aws_iam_role.AssayWorker.name
  policy_arn = aws_iam_policy.writer.arn
}

# prod-444455556666/writer-2
# Lets jobs do what they declare, and nothing else.
resource "aws_iam_policy" "writer_2" {
  name        = "assay-prod-444455556666-writer-2"
  description = "Lets jobs do what they declare, and nothing else."
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "KMSCreateGrantThroughEc2ForVolumes"
        Effect   = "Allow"
        Action   = ["kms:CreateGrant"]
        Resource = ["arn:aws:kms:*:*:key/*", "arn:aws:kms:*:444455556666:key/*"]
        Condition = {
          StringEquals = {
            "aws:ResourceOrgID" = "o-exampleorgid"
            "kms:ViaService"    = ["ec2.eu-west-1.amazonaws.com"]
          }
          Bool = {
            "kms:GrantIsForAWSResource" = "true"
          }
        }
      },
      {
        Sid    = "RunInstances"
        Effect = "Allow"
        Action = ["ec2:RunInstances"]
        Resource = [
          "arn:aws:ec2:*:444455556666:instance/*",
          "arn:aws:ec2:*:444455556666:key-pair/*",
          "arn:aws:ec2:*:444455556666:network-interface/*",
          "arn:aws:ec2:*:444455556666:security-group/*",
          "arn:aws:ec2:*:444455556666:subnet/*",
          "arn:aws:ec2:*:444455556666:volume/*",
          "arn:aws:ec2:*::image/*",
          "arn:aws:ec2:*::snapshot/*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["eu-west-1"]
          }
        }
      },
      {
        Sid    = "CreateTagsAtCreation3"
        Effect = "Allow"
        Action = ["ec2:CreateTags"]
        Resource = [
          "arn:aws:ec2:*:444455556666:instance/*",
          "arn:aws:ec2:*:444455556666:network-interface/*",
          "arn:aws:ec2:*:444455556666:volume/*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["eu-west-1"]
            "ec2:CreateAction"    = ["RunInstances"]
          }
        }
      },
      {
        Sid      = "StopInstances"
        Effect   = "Allow"
        Action   = ["ec2:StopInstances"]
        Resource = ["arn:aws:ec2:*:444455556666:instance/*"]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["eu-west-1"]
          }
        }
      },
      {
        Sid      = "CreateImageUsageReport"
        Effect   = "Allow"
        Action   = ["ec2:CreateImageUsageReport", "ec2:DeleteImageUsageReport"]
        Resource = ["arn:aws:ec2:*:444455556666:image-usage-report/*"]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["eu-west-1"]
          }
        }
      },
      {
        Sid      = "CreateTagsAtCreation4"
        Effect   = "Allow"
        Action   = ["ec2:CreateTags"]
        Resource = ["arn:aws:ec2:*:444455556666:image-usage-report/*"]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["eu-west-1"]
            "ec2:CreateAction"    = ["CreateImageUsageReport"]
          }
        }
      },
      {
        Sid      = "KMSCreateGrantToAccounts"
        Effect   = "Allow"
        Action   = ["kms:CreateGrant"]
        Resource = ["arn:aws:kms:*:444455556666:key/*"]
        Condition = {
          StringLike = {
            "kms:GranteePrincipal" = "arn:aws:iam::*:root"
          }
          "ForAllValues:StringEquals" = {
            "kms:GrantOperations" = [
              "CreateGrant",
              "Decrypt",
              "DescribeKey",
              "GenerateDataKeyWithoutPlaintext",
              "ReEncryptFrom",
              "ReEncryptTo",
            ]
          }
          Null = {
            "kms:GrantOperations" = "false"
          }
        }
      },
      {
        Sid      = "TerminateInstancesOfRuns"
        Effect   = "Allow"
        Action   = ["ec2:TerminateInstances"]
        Resource = ["arn:aws:ec2:*:444455556666:instance/*"]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["eu-west-1"]
          }
          Null = {
            "aws:ResourceTag/assay:run" = "false"
          }
        }
      },
      {
        Sid      = "NeverApprovedAtCreation"
        Effect   = "Deny"
        Action   = "ec2:CreateTags"
        Resource = "arn:aws:ec2:*::image/*"
        Condition = {
          "ForAnyValue:StringEqualsIgnoreCase" = {
            "aws:TagKeys" = ["ami-approved-production", "ec2:SharedTag/ami-approved-production"]
          }
          Null = {
            "ec2:CreateAction" = "false"
          }
        }
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "writer_2" {
  role       = aws_iam_role.AssayWorker.name
  policy_arn = aws_iam_policy.writer_2.arn
}

# launch/approved-for-production
# Allows launching AMIs approved for production, and no others.
resource "aws_iam_policy" "approved_for_production" {
  name        = "assay-launch-approved-for-production"
  description = "Allows launching AMIs approved for production, and no others."
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "OwnApprovedImages"
        Effect   = "Allow"
        Action   = "ec2:RunInstances"
        Resource = "arn:aws:ec2:*::image/*"
        Condition = {
          StringEquals = {
            "ec2:Owner"                               = "$${aws:PrincipalAccount}"
            "aws:ResourceTag/ami-approved-production" = "approved"
          }
        }
      },
      {
        Sid      = "SharedApprovedImages"
        Effect   = "Allow"
        Action   = "ec2:RunInstances"
        Resource = "arn:aws:ec2:*::image/*"
        Condition = {
          StringEquals = {
            "ec2:Owner"                                             = ["111122223333", "444455556666"]
            "aws:ResourceTag/ec2:SharedTag/ami-approved-production" = "approved"
          }
        }
      },
      {
        Sid    = "RestOfTheLaunch"
        Effect = "Allow"
        Action = "ec2:RunInstances"
        Resource = [
          "arn:aws:ec2:*:*:instance/*",
          "arn:aws:ec2:*:*:volume/*",
          "arn:aws:ec2:*:*:network-interface/*",
          "arn:aws:ec2:*:*:subnet/*",
          "arn:aws:ec2:*:*:security-group/*",
          "arn:aws:ec2:*:*:key-pair/*",
          "arn:aws:ec2:*:*:launch-template/*",
          "arn:aws:ec2:*::snapshot/*",
        ]
      },
    ]
  })
}

# prod-444455556666/events-sender-trust
# Lets only EventBridge, for this account's own rules, take the role that sends events.
resource "aws_iam_role" "AssayEvents" {
  name = "AssayEvents"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "OnlyEventBridge"
        Effect = "Allow"
        Principal = {
          Service = "events.amazonaws.com"
        }
        Action = "sts:AssumeRole"
        Condition = {
          StringEquals = {
            "aws:SourceAccount" = "444455556666"
          }
        }
      },
    ]
  })
}

# prod-444455556666/events-sender
# Lets EventBridge send events to the hub's bus, and nothing else.
resource "aws_iam_policy" "events_sender" {
  name        = "assay-prod-444455556666-events-sender"
  description = "Lets EventBridge send events to the hub's bus, and nothing else."
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "SendToTheHub"
        Effect   = "Allow"
        Action   = "events:PutEvents"
        Resource = "arn:aws:events:eu-west-1:999988887777:event-bus/assay-events"
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "events_sender" {
  role       = aws_iam_role.AssayEvents.name
  policy_arn = aws_iam_policy.events_sender.arn
}
