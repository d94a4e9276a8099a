import "#widget/civic-pay/civic-pay-define.ts"
