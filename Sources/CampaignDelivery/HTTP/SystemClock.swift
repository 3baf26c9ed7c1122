import Glibc

/// Seconds since 1970, by the system's clock.
@Sendable func systemSeconds() -> Int64 { Int64(time(nil)) }
