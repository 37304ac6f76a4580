variable "attach" {
  type        = map(set(string))
  default     = {}
  description = "Accounts that a policy is attached to, by its name. Empty: nothing is attached yet."
}

variable "organization_wide" {
  type        = bool
  default     = false
  description = "True: the rule of AWS Config and Allowed AMIs come from the organisation, not from each account."
}
