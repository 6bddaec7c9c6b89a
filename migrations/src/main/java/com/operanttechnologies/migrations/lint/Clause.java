package com.operanttechnologies.migrations.lint;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement or a part of one, such as a column of a CREATE TABLE or an action of an ALTER TABLE. Its text is its
 * tokens with one space between them, none around a dot, and nothing of what is in strings' bodies: so a pattern finds
 * in it what PostgreSQL would, and not what a comment or a string says.
 */
record Clause(List<Token> tokens) {

    Clause {
        tokens = List.copyOf(tokens);
    }

    int line() {
        return tokens.isEmpty() ? 1 : tokens.get(0).line();
    }

    int lastLine() {
        return tokens.isEmpty() ? 1 : tokens.get(tokens.size() - 1).line();
    }

    String text() {
        StringBuilder text = new StringBuilder();
        for (Token token : tokens) {
            boolean tight = token.is(".") || text.length() > 0 && text.charAt(text.length() - 1) == '.';
            if (text.length() > 0 && !tight) {
                text.append(' ');
            }
            text.append(token.kind() == Token.Kind.STRING ? "''" : token.text());
        }
        return text.toString();
    }

    boolean matches(Pattern pattern) {
        return pattern.matcher(text()).find();
    }

    /** The first group of the pattern, or the empty text. */
    String find(Pattern pattern) {
        Matcher matcher = pattern.matcher(text());
        return matcher.find() ? matcher.group(1) : "";
    }

    /** Parts between the commas of this clause, those within parentheses left as they are. */
    List<Clause> parts() {
        List<Clause> parts = new ArrayList<>();
        int depth = 0;
        int begin = 0;
        for (int i = 0; i < tokens.size(); i++) {
            depth += tokens.get(i).is("(") ? 1 : tokens.get(i).is(")") ? -1 : 0;
            if (depth == 0 && tokens.get(i).is(",")) {
                parts.add(new Clause(tokens.subList(begin, i)));
                begin = i + 1;
            }
        }
        if (begin < tokens.size()) {
            parts.add(new Clause(tokens.subList(begin, tokens.size())));
        }
        return parts;
    }

    /** What is in its first parentheses. */
    Clause inParentheses() {
        int depth = 0;
        int begin = -1;
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.get(i).is("(")) {
                begin = depth == 0 ? i + 1 : begin;
                depth++;
            } else if (tokens.get(i).is(")") && --depth == 0) {
                return new Clause(tokens.subList(begin, i));
            }
        }
        return new Clause(List.of());
    }

    Clause from(int token) {
        return new Clause(tokens.subList(Math.min(token, tokens.size()), tokens.size()));
    }
}
