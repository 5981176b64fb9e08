package io.quorate.raft;

/** What a member is at the moment. Every method returns what it is afterwards. */
sealed interface Role permits Follower, Candidate, Leader {
    /** Time has gone on. */
    Role tick();

    /** A message of the present term; requests for votes are answered elsewhere. */
    Role receive(Message message);

    /** Asked up to where a linearizable read must have applied. */
    void read(long id);

    /** A leader was heard of within the shortest election timeout, so that votes for others are refused. */
    boolean hearsLeader();

    /** The process stood still for longer than the shortest election timeout: nobody could be heard. */
    void slept();

    /** The member becomes something else. */
    void leave();
}
