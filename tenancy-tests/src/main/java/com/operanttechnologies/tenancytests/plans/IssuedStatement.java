package com.operanttechnologies.tenancytests.plans;

import com.operanttechnologies.migrations.local.DatabaseRole;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * A statement that was sent to the database by code that works for a Customer.
 *
 * @param method the innermost method that teams call, as people write it: {@code DashboardRepository.list}
 * @param role whose login sent it
 * @param issuers the methods that it came from, the innermost first, each as {@code class#name(types)result}
 * @param sql with a question mark for each parameter
 * @param parameters the parameters, in order
 */
public record IssuedStatement(
        String method, DatabaseRole role, List<String> issuers, String sql, List<Parameter> parameters) {

    public IssuedStatement {
        issuers = List.copyOf(issuers);
        parameters = List.copyOf(parameters);
    }

    /**
     * Reads a line: role, issuers, SQL and parameters between tabs.
     *
     * @param called the methods that teams call
     */
    static IssuedStatement parse(String line, Set<String> called) {
        List<String> parts = Arrays.stream(line.split("\t", -1))
                .map(IssuedStatement::unescaped)
                .toList();
        List<String> issuers = List.of(parts.get(1).split(" "));
        String method =
                issuers.stream().filter(called::contains).findFirst().orElseGet(() -> issuers.get(issuers.size() - 1));
        return new IssuedStatement(
                shortName(method),
                role(parts.get(0)),
                issuers,
                parts.get(2),
                parts.subList(3, parts.size()).stream().map(Parameter::parse).toList());
    }

    /** {@code DashboardRepository.list} for {@code com.….DashboardRepository#list(…)…}. */
    private static String shortName(String issuer) {
        String name = issuer.substring(issuer.lastIndexOf('.', issuer.indexOf('#')) + 1);
        int signature = name.indexOf('(');
        return (signature < 0 ? name : name.substring(0, signature)).replace('#', '.');
    }

    private static DatabaseRole role(String group) {
        return Arrays.stream(DatabaseRole.values())
                .filter(role -> role.group().equals(group))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(group + " is no role of the layer"));
    }

    private static String unescaped(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                i++;
                c = switch (text.charAt(i)) {
                    case 't' -> '\t';
                    case 'n' -> '\n';
                    case 'r' -> '\r';
                    default -> text.charAt(i);
                };
            }
            plain.append(c);
        }
        return plain.toString();
    }
}
