package io.quorate.kernel.apply;

/** Two versions of one recipe: the active one, and another that may take its place. */
record Versions(ActiveRecipe active, ActiveRecipe next) {
    String recipe() {
        return next.model().name();
    }

    /** Whether both read the same rows. */
    boolean haveOneState() {
        return active.model().description().stateVersion()
                == next.model().description().stateVersion();
    }
}
