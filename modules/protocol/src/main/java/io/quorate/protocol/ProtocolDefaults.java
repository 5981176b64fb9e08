package io.quorate.protocol;

/** What both ends take when nobody says otherwise. */
public final class ProtocolDefaults {
    /** Port on which a server listens for clients. */
    public static final int CLIENT_PORT = 7420;

    /** Namespace of resources for which none is named. */
    public static final String NAMESPACE = "default";

    private ProtocolDefaults() {}
}
