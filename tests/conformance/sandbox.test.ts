import { testConformance } from "./acquirer-conformance.ts"
import { startSandboxSubject } from "./sandbox-subject.ts"

testConformance("the sandbox adapter", startSandboxSubject)
