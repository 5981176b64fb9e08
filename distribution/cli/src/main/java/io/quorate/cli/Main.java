package io.quorate.cli;

import java.util.List;

/** The {@code quorate} program. */
public final class Main {
    private Main() {}

    /** Runs one command and ends the process with its exit code, whatever threads are left. */
    public static void main(String[] arguments) {
        Console console = Console.ofProcess();
        int exitCode = new Cli(console, System.getenv()).run(List.of(arguments));
        System.exit(exitCode);
    }
}
