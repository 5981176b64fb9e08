package io.quorate.kernel.state;

/**
 * What is left of an ended session for a while.
 *
 * @param lastSequence calls up to this number were applied
 * @param reason for people
 */
public record Tombstone(byte[] secretHash, long lastSequence, String reason) {}
