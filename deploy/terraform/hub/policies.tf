# hub/hub-role-1
# Lets Assay take its reader and writer roles in the configured accounts, and nothing else.
resource "aws_iam_policy" "hub_role_1" {
  name        = "assay-hub-hub-role-1"
  description = "Lets Assay take its reader and writer roles in the configured accounts, and nothing else."
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "TakeTheConfiguredRoles"
        Effect = "Allow"
        Action = ["sts:AssumeRole", "sts:SetSourceIdentity"]
        Resource = [
          "arn:aws:iam::111122223333:role/AssayReader",
          "arn:aws:iam::111122223333:role/AssayWorker",
          "arn:aws:iam::444455556666:role/AssayReader",
          "arn:aws:iam::444455556666:role/AssayWorker",
        ]
        Condition = {
          StringEquals = {
            "aws:ResourceOrgID" = "o-exampleorgid"
          }
        }
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "hub_role_1" {
  role       = "AssayHub"
  policy_arn = aws_iam_policy.hub_role_1.arn
}

# hub/signing-key
# Lets only the writer role sign approvals; reader and writer verify them.
resource "aws_kms_key_policy" "signing_key" {
  region = "eu-west-1"
  key_id = "arn:aws:kms:eu-west-1:999988887777:key/11111111-2222-4333-8444-555555555555"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "TheAccountKeepsTheKey"
        Effect = "Allow"
        Principal = {
          AWS = "arn:aws:iam::999988887777:root"
        }
        Action   = "kms:*"
        Resource = "*"
      },
      {
        Sid    = "AssayVerifies"
        Effect = "Allow"
        Principal = {
          AWS = ["arn:aws:iam::111122223333:role/AssayReader", "arn:aws:iam::111122223333:role/AssayWorker"]
        }
        Action   = "kms:Verify"
        Resource = "*"
        Condition = {
          StringEquals = {
            "kms:SigningAlgorithm" = "ECDSA_SHA_256"
            "kms:MessageType"      = "DIGEST"
          }
        }
      },
      {
        Sid    = "AssayLooksAtTheKey"
        Effect = "Allow"
        Principal = {
          AWS = ["arn:aws:iam::111122223333:role/AssayReader", "arn:aws:iam::111122223333:role/AssayWorker"]
        }
        Action   = ["kms:DescribeKey", "kms:GetPublicKey"]
        Resource = "*"
      },
      {
        Sid    = "AssaySigns"
        Effect = "Allow"
        Principal = {
          AWS = "arn:aws:iam::111122223333:role/AssayWorker"
        }
        Action   = "kms:Sign"
        Resource = "*"
        Condition = {
          StringEquals = {
            "kms:SigningAlgorithm" = "ECDSA_SHA_256"
            "kms:MessageType"      = "DIGEST"
          }
        }
      },
      {
        Sid       = "NobodyElseSigns"
        Effect    = "Deny"
        Principal = "*"
        Action    = "kms:Sign"
        Resource  = "*"
        Condition = {
          ArnNotEquals = {
            "aws:PrincipalArn" = "arn:aws:iam::111122223333:role/AssayWorker"
          }
        }
      },
    ]
  })
}

# hub/events-reader
# Lets Assay read the queue of events.
resource "aws_iam_policy" "events_reader" {
  name        = "assay-hub-events-reader"
  description = "Lets Assay read the queue of events."
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "TakeEvents"
        Effect   = "Allow"
        Action   = ["sqs:DeleteMessage", "sqs:ReceiveMessage"]
        Resource = "arn:aws:sqs:eu-west-1:999988887777:assay-events"
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "events_reader" {
  role       = "AssayHub"
  policy_arn = aws_iam_policy.events_reader.arn
}

# hub/events-queue
# Lets only the hub's own rule put events into the queue.
resource "aws_sqs_queue_policy" "events_queue" {
  region    = "eu-west-1"
  queue_url = aws_sqs_queue.queue.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "OnlyTheRuleOfTheHub"
        Effect = "Allow"
        Principal = {
          Service = "events.amazonaws.com"
        }
        Action   = "sqs:SendMessage"
        Resource = "arn:aws:sqs:eu-west-1:999988887777:assay-events"
        Condition = {
          ArnEquals = {
            "aws:SourceArn" = "arn:aws:events:eu-west-1:999988887777:rule/assay-events/assay-events"
          }
        }
      },
    ]
  })
}

# hub/events-bus
# Lets only the configured accounts send events to the hub.
resource "aws_cloudwatch_event_bus" "assay_events" {
  region = "eu-west-1"
  name   = "assay-events"
}

resource "aws_cloudwatch_event_bus_policy" "events_bus" {
  region         = "eu-west-1"
  event_bus_name = aws_cloudwatch_event_bus.assay_events.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "OnlyOurAccountsSend"
        Effect   = "Allow"
        Action   = "events:PutEvents"
        Resource = "arn:aws:events:eu-west-1:999988887777:event-bus/assay-events"
        Principal = {
          AWS = ["arn:aws:iam::111122223333:role/AssayEvents", "arn:aws:iam::444455556666:role/AssayEvents"]
        }
        Condition = {
          StringEquals = {
            "aws:PrincipalOrgID" = "o-exampleorgid"
          }
        }
      },
    ]
  })
}
