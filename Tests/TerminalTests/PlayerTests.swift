import CSystem
import Foundation
import Testing

@testable import Terminal

/// With programs that the test writes, in place of those that make sound.
@Suite(.serialized) struct PlayerTests {
    private let folder: String

    init() throws { folder = try Probe.folder() }

    private func program(_ name: String, _ body: String) throws {
        let path = folder + "/" + name
        try ("#!/bin/sh\n" + body + "\n").write(toFile: path, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    }

    private var environment: [String: String] { ["PATH": folder] }

    @Test func theFirstProgramThatWorksPlays() throws {
        try program("pw-play", "exit 1")
        try program("aplay", "echo \"$@\" > \(folder)/heard")
        #expect(Player(environment: environment).play("-a b.wav") == .played)
        #expect(try String(contentsOfFile: folder + "/heard", encoding: .utf8) == "-q ./-a b.wav\n")
    }

    @Test func withoutAProgramThatWorksTheFileIsNamed() throws {
        #expect(Player(environment: environment).play("a.wav") == .cannotPlay(file: "a.wav", tried: []))
        try program("paplay", "exit 3")
        #expect(Player(environment: environment).play("a.wav") == .cannotPlay(file: "a.wav", tried: ["paplay"]))
        #expect(Player(environment: [:]).play("a.wav") == .cannotPlay(file: "a.wav", tried: []))
    }

    @Test func aProgramThatHidesThatThereIsNoDeviceHasNotPlayed() throws {
        try program(
            "ffplay", "echo ALSA >&2; [ -e \(folder)/device ] || echo 'No more combinations to try, audio open failed' >&2")
        #expect(Player(environment: environment).play("a.wav") == .cannotPlay(file: "a.wav", tried: ["ffplay"]))
        try Data().write(to: URL(fileURLWithPath: folder + "/device"))
        #expect(Player(environment: environment).play("a.wav") == .played)
    }

    @Test func controlCStopsIt() throws {
        try program("pw-play", "echo $$ > \(folder)/id; /bin/sleep 5; echo > \(folder)/end")
        Thread.detachNewThread { [folder] in
            while ((try? String(contentsOfFile: folder + "/id", encoding: .utf8)) ?? "").isEmpty { usleep(5000) }
            foley_set_interrupted(true)
        }
        #expect(Player(environment: environment).play("a.wav") == .interrupted)
        let id = try #require(Int32(try String(contentsOfFile: folder + "/id", encoding: .utf8).dropLast()))
        #expect(kill(id, 0) != 0)
        #expect(!FileManager.default.fileExists(atPath: folder + "/end"))
    }

    @Test func aFileIsOpenedByTheDesktopOrNot() throws {
        #expect(Opener(environment: environment).open("a.png") == .cannotOpen(file: "a.png"))
        try program("xdg-open", "exit 4")
        #expect(Opener(environment: environment).open("a.png") == .cannotOpen(file: "a.png"))
        try program("open", "exit 0")
        #expect(Opener(environment: environment).open("a.png") == .opened)
    }
}
