package io.quorate.kernel;

/**
 * A client asks for a session.
 *
 * @param ttlMillis wanted; the limits' bounds apply
 * @param secret known to the client alone; the kernel keeps a hash
 * @param label what the client calls itself
 * @param principal whom its credential stands for
 */
public record OpenRequest(long ttlMillis, byte[] secret, String label, String principal) {}
