package com.operanttechnologies.persistence.internal.input;

/**
 * Whether a text is JSON, as PostgreSQL's type {@code json} reads it (RFC 8259). Asked where one value of many must not
 * fail the others: the database would refuse the whole statement, and can be asked beforehand only from 16 on.
 */
public final class JsonSyntax {

    /** Levels of the deepest nesting that is accepted here; PostgreSQL takes more, until its stack ends. */
    static final int MOST_LEVELS = 100;

    private final String text;
    private int at;

    private JsonSyntax(String text) {
        this.text = text;
    }

    /** Whether the text is one JSON object of at most 100 levels, and nothing else but white space around it. */
    public static boolean isObject(String text) {
        JsonSyntax syntax = new JsonSyntax(text);
        syntax.skipSpace();
        if (syntax.peek() != '{' || !syntax.value(0)) {
            return false;
        }
        syntax.skipSpace();
        return syntax.at == text.length();
    }

    private boolean value(int level) {
        if (level > MOST_LEVELS) {
            return false;
        }
        return switch (peek()) {
            case '{' -> members('}', true, level);
            case '[' -> members(']', false, level);
            case '"' -> string();
            case 't' -> word("true");
            case 'f' -> word("false");
            case 'n' -> word("null");
            default -> number();
        };
    }

    private boolean members(char end, boolean named, int level) {
        at++;
        skipSpace();
        if (take(end)) {
            return true;
        }
        do {
            skipSpace();
            if (named) {
                if (!string()) {
                    return false;
                }
                skipSpace();
                if (!take(':')) {
                    return false;
                }
                skipSpace();
            }
            if (!value(level + 1)) {
                return false;
            }
            skipSpace();
        } while (take(','));
        return take(end);
    }

    private boolean string() {
        if (!take('"')) {
            return false;
        }
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return true;
            }
            if (c < ' ' || c == '\\' && !escape()) {
                return false;
            }
        }
        return false;
    }

    private boolean escape() {
        char kind = peek();
        at++;
        if (kind != 'u') {
            return kind != '\0' && "\"\\/bfnrt".indexOf(kind) >= 0;
        }
        for (int i = 0; i < 4; i++) {
            if ("0123456789abcdefABCDEF".indexOf(peek()) < 0) {
                return false;
            }
            at++;
        }
        return true;
    }

    private boolean number() {
        take('-');
        if (!take('0') && !digits()) {
            return false;
        }
        if (take('.') && !digits()) {
            return false;
        }
        if (take('e') || take('E')) {
            if (!take('+')) {
                take('-');
            }
            return digits();
        }
        return true;
    }

    private boolean digits() {
        int start = at;
        while (peek() >= '0' && peek() <= '9') {
            at++;
        }
        return at > start;
    }

    private boolean word(String word) {
        boolean there = text.startsWith(word, at);
        at += word.length();
        return there;
    }

    private boolean take(char c) {
        if (peek() != c) {
            return false;
        }
        at++;
        return true;
    }

    private void skipSpace() {
        while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') {
            at++;
        }
    }

    /** U+0000 at the end: it is no part of any JSON. */
    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }
}
