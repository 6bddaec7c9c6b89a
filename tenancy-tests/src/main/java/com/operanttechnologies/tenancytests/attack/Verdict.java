package com.operanttechnologies.tenancytests.attack;

/** What an attack came to. */
public enum Verdict {
    /** The database answered as it must, and the victim's rows are as they were. */
    HELD,
    /** It didn't: isolation is broken, or broken as far as this attack can tell. */
    BREACHED,
    /** The attack could not be tried, so nothing is proven: a failure as well. */
    COULD_NOT_ATTACK,
    /** It worked as everybody knows it does: PostgreSQL has no means against it; the layer above has, or nobody. */
    LIMIT,
    /** The way of attacking leaves it out, and says why: neither passed nor failed. */
    NOT_ATTACKED
}
