package io.quorate.cli;

/** What a command does once its line is understood. */
@FunctionalInterface
interface Action {
    /**
     * Ends when the command does.
     *
     * @return the process's exit code
     */
    int run(Invocation invocation) throws Exception;
}
