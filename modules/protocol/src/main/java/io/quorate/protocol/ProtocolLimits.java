package io.quorate.protocol;

import io.quorate.codec.KeyCodec;

/** Numbers that both ends of a connection know. */
public final class ProtocolLimits {
    /** Protocol versions spoken, the newest last. */
    public static final int MIN_VERSION = 1;

    public static final int MAX_VERSION = 1;

    /**
     * The one group there is so far: what a namespace's commands are ordered in. Sequence numbers, stored replies, revisions
     * and cursors are of a group each.
     */
    public static final int GROUP = 0;

    /** Bytes that open every connection in the client's direction, before its first frame. */
    public static final int PREFACE_BYTES = 8;

    /** Largest frame in bytes, header included: a value of 1 MiB and what goes around it. */
    public static final int MAX_FRAME_BYTES = 2 * 1024 * 1024;

    /** Largest body of a call or query in bytes. */
    public static final int MAX_BODY_BYTES = 1024 * 1024 + 64 * 1024;

    /** Longest name of a namespace, recipe, command, code or client, in bytes of UTF-8. */
    public static final int MAX_NAME_BYTES = 256;

    /** Longest name of an instance, in bytes of UTF-8: that of a key. */
    public static final int MAX_INSTANCE_BYTES = KeyCodec.MAX_KEY_BYTES;

    /** Longest message for people, in bytes of UTF-8. */
    public static final int MAX_TEXT_BYTES = 64 * 1024;

    /** Longest credential, in bytes. */
    public static final int MAX_CREDENTIAL_BYTES = 4 * 1024;

    /** Length of a session's secret, in bytes. */
    public static final int SECRET_BYTES = 16;

    /** Most sequence numbers in one list of acknowledgements. */
    public static final int MAX_ACKS = 1_024;

    /** Most instances that one call names. */
    public static final int MAX_INSTANCES = 64;

    /** Most endpoints in a welcome. */
    public static final int MAX_ENDPOINTS = 32;

    private ProtocolLimits() {}
}
