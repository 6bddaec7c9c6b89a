package com.operanttechnologies.migrations.lint;

import com.operanttechnologies.migrations.lint.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Splits SQL into tokens as PostgreSQL does: strings of every kind, dollar quotes, nested comments, quoted names. What
 * is in a string or a function's body is data to it. See "Lexical Structure" in PostgreSQL's manual.
 */
final class Lexer {

    private final String sql;
    private final List<Token> tokens = new ArrayList<>();
    private final List<Comment> comments = new ArrayList<>();
    private int at;
    private int line = 1;

    private Lexer(String sql) {
        this.sql = sql;
    }

    /** Tokens and comments, each in their order. */
    record Lexed(List<Token> tokens, List<Comment> comments) {}

    static Lexed lex(String sql) throws SqlSyntaxException {
        Lexer lexer = new Lexer(sql);
        while (lexer.at < sql.length()) {
            lexer.next();
        }
        return new Lexed(List.copyOf(lexer.tokens), List.copyOf(lexer.comments));
    }

    private void next() throws SqlSyntaxException {
        char c = sql.charAt(at);
        if (c == '\n') {
            line++;
            at++;
        } else if (Character.isWhitespace(c)) {
            at++;
        } else if (sql.startsWith("--", at)) {
            int end = endOfLine();
            comments.add(new Comment(sql.substring(at + 2, end), line));
            at = end;
        } else if (sql.startsWith("/*", at)) {
            blockComment();
        } else if (c == '\'') {
            string(at, false);
        } else if (c == '"') {
            int begin = at;
            int beginLine = line;
            skipQuoted('"', false, "a quoted name");
            add(Kind.QUOTED, sql.substring(begin, at), beginLine);
        } else if (c == '$') {
            dollar();
        } else if (Character.isLetter(c) || c == '_' || c > 127) {
            word();
        } else if (Character.isDigit(c)) {
            int begin = at;
            while (at < sql.length() && (Character.isLetterOrDigit(sql.charAt(at)) || sql.charAt(at) == '.')) {
                at++;
            }
            add(Kind.NUMBER, sql.substring(begin, at), line);
        } else {
            String symbol = sql.startsWith("::", at) ? "::" : String.valueOf(c);
            add(Kind.SYMBOL, symbol, line);
            at += symbol.length();
        }
    }

    private void word() throws SqlSyntaxException {
        int begin = at;
        while (at < sql.length() && isPartOfWord(sql.charAt(at))) {
            at++;
        }
        String word = sql.substring(begin, at).toLowerCase(Locale.ROOT);
        boolean quoteFollows = at < sql.length() && sql.charAt(at) == '\'';
        if (quoteFollows && (word.equals("e") || word.equals("b") || word.equals("x") || word.equals("n"))) {
            string(begin, word.equals("e"));
        } else if (word.equals("u") && (sql.startsWith("&'", at) || sql.startsWith("&\"", at))) {
            at++;
            if (sql.charAt(at) == '\'') {
                string(begin, false);
            } else {
                int beginLine = line;
                skipQuoted('"', false, "a quoted name");
                add(Kind.QUOTED, sql.substring(begin + 2, at), beginLine);
            }
        } else {
            add(Kind.WORD, word, line);
        }
    }

    private void string(int begin, boolean escapes) throws SqlSyntaxException {
        int beginLine = line;
        skipQuoted('\'', escapes, "a string");
        add(Kind.STRING, sql.substring(begin, at), beginLine);
    }

    private void skipQuoted(char quote, boolean escapes, String what) throws SqlSyntaxException {
        int beginLine = line;
        at++;
        while (at < sql.length()) {
            char c = sql.charAt(at++);
            if (c == '\n') {
                line++;
            } else if (escapes && c == '\\') {
                at++;
            } else if (c == quote) {
                if (at >= sql.length() || sql.charAt(at) != quote) {
                    return;
                }
                at++;
            }
        }
        throw new SqlSyntaxException(what + " is not closed", beginLine);
    }

    private void dollar() throws SqlSyntaxException {
        int end = at + 1;
        while (end < sql.length() && isPartOfWord(sql.charAt(end)) && sql.charAt(end) != '$') {
            end++;
        }
        boolean isParameter = at + 1 < sql.length() && Character.isDigit(sql.charAt(at + 1));
        if (sql.startsWith("${", at)) {
            // A placeholder of Flyway's stands for a name or a value.
            int close = sql.indexOf('}', at);
            int next = close < 0 ? sql.length() : close + 1;
            add(Kind.WORD, sql.substring(at, next), line);
            at = next;
        } else if (isParameter || end >= sql.length() || sql.charAt(end) != '$') {
            add(Kind.SYMBOL, "$", line);
            at++;
        } else {
            String tag = sql.substring(at, end + 1);
            int close = sql.indexOf(tag, end + 1);
            if (close < 0) {
                throw new SqlSyntaxException("the body after " + tag + " is not closed", line);
            }
            add(Kind.STRING, tag, line);
            line += (int)
                    sql.substring(at, close).chars().filter(c -> c == '\n').count();
            at = close + tag.length();
        }
    }

    private void blockComment() throws SqlSyntaxException {
        int depth = 0;
        int beginLine = line;
        while (at < sql.length()) {
            if (sql.startsWith("/*", at)) {
                depth++;
                at += 2;
            } else if (sql.startsWith("*/", at)) {
                depth--;
                at += 2;
                if (depth == 0) {
                    return;
                }
            } else if (sql.charAt(at++) == '\n') {
                line++;
            }
        }
        throw new SqlSyntaxException("a comment is not closed", beginLine);
    }

    private void add(Kind kind, String text, int atLine) {
        tokens.add(new Token(kind, text, atLine));
    }

    private int endOfLine() {
        int end = sql.indexOf('\n', at);
        return end < 0 ? sql.length() : end;
    }

    private static boolean isPartOfWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c > 127;
    }
}
