package io.quorate.kernel;

import java.util.List;

/**
 * A command as a client sent it.
 *
 * @param sequence number within the session, from 1 without gaps
 * @param contract contract version that the caller was written for
 * @param acks sequence numbers whose results have arrived at the client
 */
public record CallRequest(long sequence, Address address, int contract, String command, byte[] body, List<Long> acks) {}
