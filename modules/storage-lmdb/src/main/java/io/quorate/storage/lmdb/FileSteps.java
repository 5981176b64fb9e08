package io.quorate.storage.lmdb;

/**
 * The way by which each commit and each sync of a store's file is done, so that a test can end the process before or after any
 * one of them. Thread: whichever takes the step.
 */
@FunctionalInterface
public interface FileSteps {
    /** Nobody stands between. */
    FileSteps DIRECT = (name, step) -> step.run();

    /**
     * Does the step, once.
     *
     * @param name for people, such as {@code commit up to entry 7}
     */
    void take(String name, Runnable step);
}
