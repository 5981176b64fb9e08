/**
 * The ways between nodes: every node opens two connections to each other one, for signs of life and for data, and listens for
 * those of the others. Each is used in one direction only.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package io.quorate.transport.peer;
