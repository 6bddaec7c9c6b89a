package com.operanttechnologies.tenancytests.plans;

import java.util.List;

/**
 * A statement with its plans.
 *
 * @param refusal why the server wouldn't plan it; empty when it did
 */
record ExplainedStatement(IssuedStatement statement, List<PlanPair> pairs, String refusal) {

    ExplainedStatement {
        pairs = List.copyOf(pairs);
    }
}
