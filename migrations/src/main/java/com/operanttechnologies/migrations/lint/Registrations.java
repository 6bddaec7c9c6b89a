package com.operanttechnologies.migrations.lint;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which tables the linted files register.
 *
 * @param isolated those that {@code tenancy.protect()} makes tenant tables
 * @param unscoped those that {@code tenancy.unscoped_table} says are none, with a reason
 */
record Registrations(Set<String> isolated, Set<String> unscoped) {

    static Registrations of(Collection<Script> scripts) {
        Registrations all = new Registrations(new HashSet<>(), new HashSet<>());
        scripts.forEach(script -> script.statements().forEach(all::read));
        return all;
    }

    private void read(Clause statement) {
        List<Token> tokens = statement.tokens();
        boolean registers = statement.text().startsWith("insert into tenancy.unscoped_table");
        for (int i = 4; i < tokens.size(); i++) {
            if (isString(tokens.get(i)) && tokens.get(i - 1).is("(")) {
                if (tokens.get(i - 2).is("protect") && tokens.get(i - 4).is("tenancy")) {
                    isolated.add(value(tokens.get(i)));
                } else if (registers
                        && i + 2 < tokens.size()
                        && tokens.get(i + 1).is(",")
                        && isString(tokens.get(i + 2))) {
                    unscoped.add(value(tokens.get(i)) + "." + value(tokens.get(i + 2)));
                }
            }
        }
    }

    private static boolean isString(Token token) {
        return token.kind() == Token.Kind.STRING && token.text().startsWith("'");
    }

    private static String value(Token token) {
        return Script.unquoted(token.text().substring(1, token.text().length() - 1));
    }
}
