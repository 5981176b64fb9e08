package io.quorate.simulation.work;

import io.quorate.recipe.kv.api.KvContract;
import io.quorate.recipe.kv.api.Operation;
import io.quorate.recipe.kv.api.Result;
import io.quorate.simulation.world.Verb;

/** What programs of a world say to stores. */
final class KvVerbs {
    static final Verb<Operation.Put, Result.Stored> PUT =
            verb(KvContract.PUT, Operation.Put.class, Result.Stored.class);
    static final Verb<Operation.Delete, Result.Deleted> DELETE =
            verb(KvContract.DELETE, Operation.Delete.class, Result.Deleted.class);
    static final Verb<Operation.Add, Result.Sum> ADD = verb(KvContract.ADD, Operation.Add.class, Result.Sum.class);
    static final Verb<KvContract.Transact, KvContract.Transacted> TRANSACT =
            verb(KvContract.TRANSACT, KvContract.Transact.class, KvContract.Transacted.class);
    static final Verb<KvContract.Get, KvContract.Got> GET =
            verb(KvContract.GET, KvContract.Get.class, KvContract.Got.class);
    static final Verb<KvContract.Range, KvContract.Page> RANGE =
            verb(KvContract.RANGE, KvContract.Range.class, KvContract.Page.class);

    static final Verb<KvContract.History, KvContract.Past> HISTORY =
            verb(KvContract.HISTORY, KvContract.History.class, KvContract.Past.class);

    private KvVerbs() {}

    private static <C extends Record, R extends Record> Verb<C, R> verb(String name, Class<C> request, Class<R> reply) {
        return Verb.of(KvContract.RECIPE, KvContract.VERSION, name, request, reply);
    }
}
