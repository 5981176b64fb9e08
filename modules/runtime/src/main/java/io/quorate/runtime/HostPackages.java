package io.quorate.runtime;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.osgi.framework.Version;

/** The packages of the server that a recipe bundle may be wired to. */
final class HostPackages {
    /** Whose types and members recipe code may use. */
    static final String RECIPE = "io.quorate.recipe";

    /** Whose calls the weaver adds; never named by a bundle itself. */
    static final String GAS = "io.quorate.runtime.gas";

    /** Package to the version that is offered. The codec's is there for its annotations, the client's for facades. */
    private static final Map<String, Version> IMPORTABLE = new TreeMap<>(Map.of(
            RECIPE,
            new Version(1, 0, 0),
            "io.quorate.recipe.client",
            new Version(1, 0, 0),
            "io.quorate.recipe.system",
            new Version(1, 0, 0),
            "io.quorate.codec",
            new Version(1, 0, 0)));

    private HostPackages() {}

    static Map<String, Version> importable() {
        return IMPORTABLE;
    }

    static boolean isOffered(String name) {
        return IMPORTABLE.containsKey(name) || name.equals(GAS);
    }

    /** For {@code org.osgi.framework.system.packages.extra}. */
    static String systemPackages() {
        String offered = IMPORTABLE.entrySet().stream()
                .map(entry -> entry.getKey() + ";version=" + entry.getValue())
                .collect(Collectors.joining(","));
        return offered + "," + GAS + ";version=1.0.0";
    }

    /** Package of a class, dotted; empty for the unnamed one. */
    static String packageOf(String internalName) {
        return internalName
                .substring(0, Math.max(0, internalName.lastIndexOf('/')))
                .replace('/', '.');
    }
}
