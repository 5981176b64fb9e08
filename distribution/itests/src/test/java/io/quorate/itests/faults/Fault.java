package io.quorate.itests.faults;

/**
 * A kind of thing that can go wrong.
 *
 * @param othersGoOn whether clients are served while nothing else is wrong
 */
record Fault(String name, boolean othersGoOn, Beginning beginning) {
    /** Lets it go wrong; answers how it is undone. */
    @FunctionalInterface
    interface Beginning {
        Undo begin() throws Exception;
    }

    /** Makes it as it was. */
    @FunctionalInterface
    interface Undo {
        void undo() throws Exception;
    }
}
