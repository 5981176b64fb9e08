package io.quorate.simulation.check;

import io.quorate.recipe.SessionId;
import io.quorate.recipe.kv.api.Entry;
import io.quorate.recipe.kv.api.KvContract.Page;
import java.util.HashSet;
import java.util.Set;

/** Once everything has come to rest, a store has no key that is bound to a session that is over. */
public final class BoundKeysLeave implements Invariant {
    private final Verdict verdict;
    private final Set<SessionId> over = new HashSet<>();

    BoundKeysLeave(Verdict verdict) {
        this.verdict = verdict;
    }

    @Override
    public void sessionEnding(SessionId session) {
        over.add(session);
    }

    /** Only at the end somebody lists keys. */
    @Override
    public void ended(Operation operation, Ending ending) {
        if (ending instanceof Ending.Acknowledged told && told.reply() instanceof Page page) {
            for (Entry entry : page.entries()) {
                if (entry.session().filter(over::contains).isPresent()) {
                    verdict.violated(getClass(), entry + " of " + operation.instance() + " has outlived its session");
                }
            }
        }
    }
}
