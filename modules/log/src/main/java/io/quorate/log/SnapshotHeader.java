package io.quorate.log;

/**
 * What a snapshot stands for.
 *
 * @param index last entry contained
 * @param membership in force at the index
 * @param state the listener's own header (epoch, revision, log time, kernelLevel, digests, chain), opaque to the log
 */
public record SnapshotHeader(int group, long index, long term, Membership membership, byte[] state) {}
