package io.quorate.simulation.check;

import io.quorate.protocol.ProtocolDefaults;

/** How histories name instances: those of other namespaces than the default one with their namespace before them. */
public final class Places {
    private static final char BETWEEN = '/';

    private Places() {}

    public static String name(String namespace, String instance) {
        return namespace.equals(ProtocolDefaults.NAMESPACE) ? instance : namespace + BETWEEN + instance;
    }

    /** Whether a place is one of this namespace, which is not the default one. */
    static boolean isIn(String namespace, String place) {
        return place.startsWith(namespace + BETWEEN);
    }

    /** Whether what happens at a place is one history from begin to end: other namespaces go back to backups. */
    static boolean lasts(String place) {
        return place.indexOf(BETWEEN) < 0;
    }
}
