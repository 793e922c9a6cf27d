internal import CSystem

/// Control-C as a flag that every long computation polls.
public enum Interrupt {
    /// From here on Control-C raises the flag instead of ending the program.
    public static func install() { foley_catch_interrupts() }
    public static var isRaised: Bool { foley_interrupted() }
    public static func lower() { foley_set_interrupted(false) }
    public static func raise() { foley_set_interrupted(true) }

    /// Runs `body` to its end although the flag may be up: what an interrupted computation still has to save.
    public static func suspended<R>(_ body: () throws -> R) rethrows -> R {
        let wasRaised = isRaised
        if wasRaised { lower() }
        defer { if wasRaised { raise() } }
        return try body()
    }

    /// Throws `Interrupted` when the flag is up.
    public static func check() throws { if isRaised { throw Interrupted() } }
}
