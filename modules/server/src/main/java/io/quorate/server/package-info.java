/** One node put together: configuration, data directory, the parts in their order, start and stop. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package io.quorate.server;
