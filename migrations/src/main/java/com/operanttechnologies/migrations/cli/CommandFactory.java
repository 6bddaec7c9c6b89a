package com.operanttechnologies.migrations.cli;

import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Makes commands, and hands the environment to the options that read it. */
public final class CommandFactory implements IFactory {

    private final Map<String, String> environment;

    /**
     * A factory for commands that connect.
     *
     * @param environment the variables, by name
     */
    public CommandFactory(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        if (type == ConnectionOptions.class) {
            return type.cast(new ConnectionOptions(environment));
        }
        return CommandLine.defaultFactory().create(type);
    }
}
