package com.operanttechnologies.migrations.lint;

/**
 * A token of SQL.
 *
 * @param kind what it is
 * @param text as it is written, but words in lower case, as PostgreSQL folds them
 * @param line from 1 on
 */
record Token(Kind kind, String text, int line) {

    enum Kind {
        /** A keyword or a name. */
        WORD,
        /** A name in double quotes, with them. */
        QUOTED,
        /** A string, or a body between dollars, without what is in it. */
        STRING,
        NUMBER,
        SYMBOL
    }

    boolean is(String symbolOrWord) {
        return kind != Kind.STRING && kind != Kind.QUOTED && text.equals(symbolOrWord);
    }
}
