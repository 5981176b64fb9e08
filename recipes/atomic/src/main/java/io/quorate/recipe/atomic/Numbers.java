package io.quorate.recipe.atomic;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.Outcome;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.atomic.api.AtomicContract;
import io.quorate.recipe.atomic.api.AtomicContract.IdBlock;
import io.quorate.recipe.atomic.api.AtomicContract.Next;
import io.quorate.recipe.atomic.api.AtomicContract.Numbered;
import io.quorate.recipe.atomic.api.AtomicContract.TakeIds;
import io.quorate.recipe.atomic.api.Kind;
import java.util.Optional;

/** Calls on ids and sequences, whose numbers begin with 1 and are given once. */
final class Numbers {
    /** Last number of all; the one behind it is still a number, so that whoever counts up to it does not overflow. */
    private static final long LAST = Long.MAX_VALUE - 1;

    private Numbers() {}

    static Outcome<IdBlock> takeIds(ApplyContext context, TakeIds request) {
        Optional<Content> content = Instance.content(context, Kind.IDS);
        long last = content.isPresent() ? ((Content.Ids) content.get()).last() : 0;
        // A backup does not know which ids were given after it: each restore begins a range of its own, as for tokens.
        long given = Math.max(last, FencingToken.of(context.token().epoch(), 1).value() - 1);
        if (given > LAST - request.count()) {
            throw exhausted(context);
        }
        IdBlock block = new IdBlock(given + 1, given + request.count());
        Instance.CONTENT.set(context, new Content.Ids(block.last()));
        return Outcome.reply(block);
    }

    static Outcome<Numbered> next(ApplyContext context, Next request) {
        Optional<Content> content = Instance.content(context, Kind.SEQUENCE);
        long last = content.isPresent() ? ((Content.Sequence) content.get()).last() : 0;
        if (last == LAST) {
            throw exhausted(context);
        }
        Instance.CONTENT.set(context, new Content.Sequence(last + 1));
        return Outcome.reply(new Numbered(last + 1));
    }

    private static RecipeException exhausted(ApplyContext context) {
        return new RecipeException(
                AtomicContract.OUT_OF_BOUNDS,
                "'" + context.instance() + "' has not so many numbers left up to " + LAST);
    }
}
