package io.quorate.raft;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is to be done after a step. Everything in it may be done at once and in any order, but for {@link #persist}s, which
 * keep theirs.
 */
public final class Output {
    /** Whose entries are to be read from the disk: a member's number, or this for the entries to be applied here. */
    public static final int APPLY = 0;

    /** How a request ended. */
    public sealed interface Answer {
        long id();

        /** The proposal or change is committed, and among the entries that were handed out to be applied. */
        record Committed(long id, long index, long term) implements Answer {}

        /** Another member leads, 0 for an unknown one; surely not in the log. */
        record NotLeader(long id, int leader) implements Answer {}

        /** Surely not done, now or later. */
        record Refused(long id, String reason) implements Answer {}

        /** It may or may not become committed. */
        record Unknown(long id, String reason) implements Answer {}

        /**
         * A quorum round that began after the request has confirmed the leader: reads need entries up to the index.
         *
         * @param own this member is that leader
         */
        record Confirmed(long id, long index, boolean own) implements Answer {}
    }

    /** Entries from the disk, as many as fit, at least one; answered by {@link Input.Fetched}. */
    public record Fetch(int reader, long term, long from, long to, long maxBytes) {}

    /** What another member says and what cannot be; it was not believed. */
    public record Doubt(int node, String what) {}

    private final List<Message> messages = new ArrayList<>();
    private final List<Entry> committed = new ArrayList<>();
    private final List<Answer> answers = new ArrayList<>();
    private final List<Fetch> fetches = new ArrayList<>();
    private final List<Integer> snapshots = new ArrayList<>();
    private final List<Doubt> doubts = new ArrayList<>();
    private Optional<Persist> persist = Optional.empty();
    private Optional<Message.Snapshot> install = Optional.empty();

    /** To be sent; all that they promise is durable. */
    public List<Message> messages() {
        return messages;
    }

    public Optional<Persist> persist() {
        return persist;
    }

    /** To be applied, in this order, behind those of earlier steps. */
    public List<Entry> committed() {
        return committed;
    }

    /** To be given behind the {@link #committed} entries of this step. */
    public List<Answer> answers() {
        return answers;
    }

    public List<Fetch> fetches() {
        return fetches;
    }

    /** Members that need a snapshot, since the log does not reach back to where they are. */
    public List<Integer> snapshots() {
        return snapshots;
    }

    /** To be told to people; of each member once for as long as this member leads. */
    public List<Doubt> doubts() {
        return doubts;
    }

    /** A snapshot that is to replace the state; answered by {@link Input.Installed} or {@link Input.NotInstalled}. */
    public Optional<Message.Snapshot> install() {
        return install;
    }

    void persist(Persist request) {
        persist = Optional.of(request);
    }

    void install(Message.Snapshot snapshot) {
        install = Optional.of(snapshot);
    }
}
