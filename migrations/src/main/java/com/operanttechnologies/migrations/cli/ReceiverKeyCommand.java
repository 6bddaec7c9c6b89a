package com.operanttechnologies.migrations.cli;

import com.operanttechnologies.migrations.transfer.ReceiverKey;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes the keys of an installation that receives Customers with their secrets. */
@Command(
        name = "receiver-key",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a pair of keys for an installation that receives Customers with their secrets.",
            "The public one goes to whoever exports; the private one stays, and opens what is sealed for it. Needs no "
                    + "database."
        })
final class ReceiverKeyCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--private",
            required = true,
            paramLabel = "FILE",
            description = "Where the private key goes; a new file, for its owner alone.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path privateFile;

    @Option(
            names = "--public",
            required = true,
            paramLabel = "FILE",
            description = "Where the public key goes; a new file.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path publicFile;

    @Override
    public Integer call() {
        ReceiverKey key = ReceiverKey.generate();
        try {
            KeyFile.write(privateFile, key.toJson(), true);
            KeyFile.write(publicFile, key.publicKey().toJson(), false);
            spec.commandLine()
                    .getOut()
                    .println("Give " + publicFile + " to whoever exports, and keep " + privateFile + " secret");
            return ExitCode.OK;
        } catch (FileAlreadyExistsException e) {
            throw new ParameterException(
                    spec.commandLine(), e.getFile() + " is there already; a key is never replaced", e);
        } catch (IOException e) {
            spec.commandLine().getErr().println("The keys can't be written: " + e.getMessage());
            return ExitCode.FAILED;
        }
    }
}
