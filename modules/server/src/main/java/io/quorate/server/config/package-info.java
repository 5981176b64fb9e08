/** Settings of a server: one table of keys, and where their values come from. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package io.quorate.server.config;
