package io.quorate.kernel;

import io.quorate.kernel.apply.Applier;
import io.quorate.kernel.apply.RecipeRegistry;
import io.quorate.kernel.entry.Proposal;
import io.quorate.kernel.lead.ProposalQueue;
import io.quorate.log.LogStatus;
import io.quorate.log.ReplicatedLog;
import io.quorate.recipe.ErrorCode;
import io.quorate.storage.DamagedStateException;
import java.util.List;
import java.util.Optional;

/**
 * Gets another node's state in the place of one that differs from that of most nodes, or whose bundles are damaged: once, since a
 * node at which that happens again has a fault that must be found. Meanwhile it serves nothing, and does not lead.
 */
final class Rebuild {
    /** Looks between two requests: 1 s. */
    private static final int LOOKS = 20;

    private static final Problem UNDER_WAY = Problem.of(
            ErrorCode.NOT_SERVING,
            "the state of this node was damaged, or differed from that of a majority; it is being replaced by that of"
                    + " another node");

    private final ReplicatedLog log;
    private final ProposalQueue proposals;
    private final Quarantine quarantine;
    private List<Integer> differing = List.of();
    private int looks;

    Rebuild(ReplicatedLog log, ProposalQueue proposals, Quarantine quarantine) {
        this.log = log;
        this.proposals = proposals;
        this.quarantine = quarantine;
    }

    /** Why nothing is applied and served, while that is so. */
    Optional<Problem> underWay() {
        return quarantine.isPending() ? Optional.of(UNDER_WAY) : Optional.empty();
    }

    /** A comparison of an entry that the state, as it is now, did not go through itself. */
    boolean isOutdated(long index) {
        return quarantine.isPending() || index <= quarantine.replacedAt().orElse(0);
    }

    /**
     * Loads what is active. Nothing is loaded from a state that is put away, as one is of which a bundle cannot be read: the
     * bytes come with the state of another node, if there is one.
     *
     * @throws DamagedStateException a bundle is damaged, and there is no other node, or this happened before
     */
    void load(RecipeRegistry recipes, Applier applier) {
        if (quarantine.isPending()) {
            return;
        }
        try {
            recipes.load(applier.rows());
        } catch (DamagedStateException damaged) {
            if (quarantine.replacedAt().isPresent()
                    || applier.members().voters().size() == 1) {
                throw damaged;
            }
            quarantine.begin();
        }
    }

    /**
     * Puts the state away.
     *
     * @param nodes whose states differ, this one's among them
     * @return false when that was done once already
     */
    boolean begin(List<Integer> nodes) {
        if (quarantine.replacedAt().isPresent()) {
            return false;
        }
        quarantine.begin();
        differing = nodes;
        resume();
        return true;
    }

    /** Goes on with what an earlier life of the process began. */
    void resume() {
        if (quarantine.isPending()) {
            log.replaceState();
        }
    }

    /** To be called every few ten ms. */
    void tick() {
        if (!quarantine.isPending() || looks++ % LOOKS != 0) {
            return;
        }
        LogStatus status = log.status();
        if (status.leadership().leader().filter(status.self()::equals).isPresent()) {
            status.heirs().stream()
                    .filter(heir -> !differing.contains(heir.value()))
                    .findFirst()
                    .ifPresent(heir -> log.transferLeadership(heir, result -> {}));
        } else {
            // A snapshot must be newer than what was applied here, and in a quiet cluster there would be none.
            proposals.forward(new Proposal.Tick());
        }
    }

    /** Another node's state has come, up to this entry. */
    void replaced(long index) {
        if (quarantine.isPending()) {
            quarantine.replaced(index);
        }
    }
}
