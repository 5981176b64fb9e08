package io.quorate.cli;

import io.quorate.kernel.Nearest;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The contexts that a user has.
 *
 * @param inUse the one that holds when none is named
 */
record Contexts(Optional<String> inUse, SortedMap<String, Context> named) {
    static final Contexts NONE = new Contexts(Optional.empty(), Collections.emptySortedMap());

    Contexts {
        named = Collections.unmodifiableSortedMap(named);
    }

    /** @throws Failure when there is none of this name */
    Context named(String name) {
        Context found = named.get(name);
        if (found == null) {
            throw new Failure(
                    ExitCode.NOT_FOUND,
                    "there is no context '" + name + "'"
                            + Nearest.to(name, named.keySet(), Cli.MAX_MISTYPED)
                                    .map(nearest -> "; did you mean '" + nearest + "'?")
                                    .orElse(": `quorate context list` shows all"));
        }
        return found;
    }

    Contexts with(String name, Context context) {
        SortedMap<String, Context> all = new TreeMap<>(named);
        all.put(name, context);
        return new Contexts(inUse, all);
    }

    Contexts without(String name) {
        SortedMap<String, Context> all = new TreeMap<>(named);
        all.remove(name);
        return new Contexts(inUse.filter(each -> !each.equals(name)), all);
    }

    Contexts using(String name) {
        return new Contexts(Optional.of(name), named);
    }
}
