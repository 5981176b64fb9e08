package io.quorate.kernel.state;

/**
 * A bundle whose bytes arrive in parts.
 *
 * @param session that stages it
 */
public record Staging(int size, int received, long session) {}
