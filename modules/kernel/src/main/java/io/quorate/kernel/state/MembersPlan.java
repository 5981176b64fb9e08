package io.quorate.kernel.state;

import java.util.List;

/**
 * A change of the members that was asked for and is not through yet.
 *
 * @param voters who is to vote in the end, ascending
 * @param session of whoever asked
 * @param sequence of the call, which waits
 */
public record MembersPlan(List<Integer> voters, long session, long sequence) {}
