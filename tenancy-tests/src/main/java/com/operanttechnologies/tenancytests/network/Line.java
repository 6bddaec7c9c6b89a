package com.operanttechnologies.tenancytests.network;

/** Whether the line between client and server holds. Safe for use by several threads. */
final class Line {

    private enum Condition {
        WHOLE,
        LOSING_ANSWERS,
        CUT
    }

    private volatile Condition condition = Condition.WHOLE;

    void cut() {
        condition = Condition.CUT;
    }

    void loseAnswers() {
        condition = Condition.LOSING_ANSWERS;
    }

    void restore() {
        condition = Condition.WHOLE;
    }

    boolean isCut() {
        return condition == Condition.CUT;
    }

    boolean losesAnswers() {
        return condition != Condition.WHOLE;
    }
}
