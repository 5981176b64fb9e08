package io.quorate.recipe.lock.api;

import io.quorate.recipe.lock.api.LockContract.Acquire;
import io.quorate.recipe.lock.api.LockContract.Grant;
import io.quorate.testkit.FakeClient;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Holds as a facade hands them over. */
final class Grants {
    private Grants() {}

    static LockHandle of(FakeClient fake, Grant grant) {
        return of(fake, LockOptions.DEFAULT, grant, new Acquire[1]);
    }

    /** @param asked gets what was sent */
    static LockHandle of(FakeClient fake, LockOptions options, Grant grant, Acquire[] asked) {
        CompletableFuture<LockHandle> handle = new LockClient(fake).acquireAsync("lock", Duration.ZERO, options);
        FakeClient.Sent call = fake.next();
        asked[0] = (Acquire) call.request();
        call.answer().complete(grant);
        return handle.join();
    }
}
