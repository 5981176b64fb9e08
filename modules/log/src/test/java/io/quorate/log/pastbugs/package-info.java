/** Bugs that etcd and ZooKeeper had, as scenarios by their ids; {@code docs/past-bugs.md} says what happened there. */
@NullMarked
package io.quorate.log.pastbugs;

import org.jspecify.annotations.NullMarked;
