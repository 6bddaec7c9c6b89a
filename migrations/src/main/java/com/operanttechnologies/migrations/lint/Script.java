package com.operanttechnologies.migrations.lint;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of SQL: its statements, its comments, and the tables that it makes, which are new and empty, so that nobody
 * waits for what is done to them.
 */
final class Script {

    private static final Pattern CREATES = Pattern.compile(
            "^create (?:(?:global |local )?(?:temporary|temp) |unlogged )?(?:table|materialized view) (?:if not exists )?(\\S+)");

    private final String name;
    private final List<Clause> statements;
    private final List<Comment> comments;
    private final Set<String> created = new HashSet<>();

    private Script(String name, List<Clause> statements, List<Comment> comments) {
        this.name = name;
        this.statements = statements;
        this.comments = comments;
        for (Clause statement : statements) {
            Matcher creates = CREATES.matcher(statement.text());
            if (creates.find()) {
                created.add(unquoted(creates.group(1)));
            }
        }
    }

    static Script read(String name, String sql) throws SqlSyntaxException {
        Lexer.Lexed lexed = Lexer.lex(sql);
        return new Script(name, statements(lexed.tokens()), lexed.comments());
    }

    /** At semicolons, but not those within a body that SQL's standard writes as BEGIN ATOMIC … END. */
    private static List<Clause> statements(List<Token> tokens) {
        List<Clause> statements = new ArrayList<>();
        int begin = 0;
        int open = 0;
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (token.is("atomic") && i > 0 && tokens.get(i - 1).is("begin")) {
                open = 1;
            } else if (open > 0) {
                open += token.is("case") ? 1 : token.is("end") ? -1 : 0;
            } else if (token.is(";")) {
                add(statements, tokens.subList(begin, i));
                begin = i + 1;
            }
        }
        add(statements, tokens.subList(begin, tokens.size()));
        return List.copyOf(statements);
    }

    private static void add(List<Clause> statements, List<Token> tokens) {
        if (!tokens.isEmpty()) {
            statements.add(new Clause(tokens));
        }
    }

    String name() {
        return name;
    }

    List<Clause> statements() {
        return statements;
    }

    List<Comment> comments() {
        return comments;
    }

    /** Whether a table is made in this file. */
    boolean isNew(String table) {
        return created.contains(unquoted(table));
    }

    static String unquoted(String name) {
        return name.replace("\"", "");
    }
}
