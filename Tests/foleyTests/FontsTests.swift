import Foundation
import Plotting
import Programs
import Testing

/// Names in writings that the usual font lacks, on machines that have another font and on those that have none.
@Suite struct FontsTests {
    private static let notebook = """
        ```foley #picture
        plot (tone 440 Hz, length: 100 ms), title: "空调"
        ```

        ```foley #file
        export (plot (tone 440 Hz, length: 100 ms), title: "空调") to "out/a.svg"
        ```

        """

    private static let note = "characters that no font here has are drawn as boxes, in \"空调\": apt-get install fonts-noto-cjk"

    private func origin(_ name: String, in project: TestProject) throws -> FigureOrigin {
        try #require(FigureOrigin(inside: [UInt8](project.read(name)), ending: (name as NSString).pathExtension))
    }

    @Test func boxesAreToldOfAndDrawnAnewEachTime() throws {
        let project = try TestProject()
        try project.write(Self.notebook, to: "a.md")
        try project.write(
            "<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"fonts.dtd\"><fontconfig></fontconfig>", to: "fonts.conf")
        // A system without any font.
        let bare = ["FONTCONFIG_FILE": project.path + "/fonts.conf"]
        for _ in 1...2 {
            let outcome = try project.foley("run", "a.md", environment: bare)
            #expect(outcome.status == 0)
            #expect(outcome.output.components(separatedBy: Self.note).count == 3, "\(outcome.output)")
            for name in ["plots/a/picture.png", "out/a.svg"] {
                let origin = try origin(name, in: project)
                #expect(origin.boxes == "空调" && origin.fonts == nil)
            }
        }
        guard try project.foley("run", "a.md").output.contains(Self.note) == false else { return }
        // The system has a font that has them: what was drawn without is drawn with it.
        for name in ["plots/a/picture.png", "out/a.svg"] {
            let origin = try origin(name, in: project)
            #expect(origin.boxes == nil && origin.fonts?.isEmpty == false)
        }
    }

    @Test func aFigureInTheUsualFontNamesNone() throws {
        let project = try TestProject()
        try project.write("```foley #picture\nplot (tone 440 Hz, length: 100 ms), title: \"Größe\"\n```\n", to: "a.md")
        try project.foley("run", "a.md")
        let origin = try origin("plots/a/picture.png", in: project)
        #expect(origin.boxes == nil && origin.fonts == nil)
    }
}
