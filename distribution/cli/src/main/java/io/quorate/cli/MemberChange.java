package io.quorate.cli;

import io.quorate.recipe.system.SystemCommand;
import io.quorate.recipe.system.SystemCommand.MembersChanged;
import io.quorate.recipe.system.SystemQuery;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A change of the members. */
final class MemberChange {
    /** A new node gets the whole state before it votes. */
    static final Duration LONG = Duration.ofHours(1);

    private final SystemCommand.ChangeMembers change;
    private final Invocation invocation;

    MemberChange(SystemCommand.ChangeMembers change, Invocation invocation) {
        this.change = change;
        this.invocation = invocation;
    }

    /** As {@link LongTask#end}, for as long as was typed. */
    Optional<MembersChanged> run(Remote remote) {
        // Without a quorum nothing would begin, and nobody should wait an hour to be told so.
        remote.query(new SystemQuery.ClusterStatus(), SystemQuery.Status.class);
        return new LongTask(invocation, progress(remote), "the change", "cluster status", undo())
                .end(remote.send(change, MembersChanged.class, limit()));
    }

    private Duration limit() {
        return change.add().isEmpty()
                ? invocation.globals().timeout()
                : invocation.globals().timeout(LONG);
    }

    private Progress progress(Remote remote) {
        return Progress.of(
                invocation.console(),
                remote,
                new SystemQuery.ClusterStatus(),
                SystemQuery.Status.class,
                status -> tell(status.learners()));
    }

    private List<String> tell(List<Integer> learners) {
        List<Integer> coming = change.add().stream()
                .map(SystemCommand.NewMember::number)
                .filter(learners::contains)
                .toList();
        return coming.isEmpty()
                ? List.of()
                : List.of("Nodes " + coming + " get the state; they vote once they have it");
    }

    private String undo() {
        return change.add().isEmpty()
                ? ""
                : ", and `quorate cluster remove " + change.add().get(0).number() + "` takes the new one out again";
    }
}
