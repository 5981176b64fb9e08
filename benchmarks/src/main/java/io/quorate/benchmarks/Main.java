package io.quorate.benchmarks;

import io.quorate.recipe.client.QuorateException;
import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The command {@code benchmarks/run}. Exit codes: 0 ok, 1 failure, 2 usage. */
@Command(
        name = "benchmarks/run",
        description = "Measures a cluster of three nodes on this machine, which should do nothing else.",
        subcommands = {
            CommandsBenchmark.class,
            FailoverBenchmark.class,
            IdleBenchmark.class,
            UpgradesBenchmark.class,
            WaitersBenchmark.class,
            ScaleBenchmark.class,
            EndingsBenchmark.class,
            StateBenchmark.class,
            WeavingBenchmark.class,
            PeersBenchmark.class
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
public final class Main implements Runnable {
    private static final int FAILURE = 1;

    @Spec
    private CommandSpec command = CommandSpec.create();

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** Answers the exit code. */
    static int run(String... arguments) {
        return new CommandLine(new Main())
                .setUsageHelpWidth(Table.MAX_WIDTH)
                .setExecutionExceptionHandler(Main::explain)
                .execute(arguments);
    }

    private static int explain(Exception failure, CommandLine command, ParseResult line) {
        if (failure instanceof IOException || failure instanceof QuorateException) {
            System.err.println(command.getCommandSpec().qualifiedName() + ": " + failure.getMessage());
        } else {
            failure.printStackTrace();
        }
        return FAILURE;
    }

    @Override
    public void run() {
        throw new ParameterException(command.commandLine(), "say what to measure");
    }
}
