internal import Glibc

/// What is behind the things: a wall or sky, a floor, clutter that makes no sound; and the camera's light and noise.
struct Backdrop {
    private let above, floor: Colour
    private let horizon: Double
    private let clutter: [(Shape, Colour)]
    private let curtain: Colour
    /// What of the light reaches the camera, and the deviation of its noise.
    private let light, noise: Double

    init(aspect: Double, dark: Bool, _ dice: inout Dice) {
        above = Self.pale(&dice, 0.72...0.92)
        floor = Self.pale(&dice, 0.5...0.68)
        horizon = dice.uniform(0.1...0.35)
        curtain = dice.pick([Tint.red, .blue, .purple, .green]).colour.lit(0.75)
        var clutter: [(Shape, Colour)] = []
        for _ in 0..<dice.count(0...4) {
            let (x, foot, size) = (dice.uniform(-aspect...aspect), dice.uniform(0.3...0.75), dice.uniform(0.08...0.22))
            let shapes: [Shape] = [
                .box(Point(x - size, foot - 2 * size), Point(x + size, foot)), .disc(Point(x, foot - size), size),
                .polygon([Point(x - size, foot), Point(x, foot - 2.6 * size), Point(x + size, foot)]),
                .line(Point(x, foot), Point(x, foot - 4 * size), 0.05),
            ]
            clutter.append((dice.pick(shapes), Self.pale(&dice, 0.45...0.8)))
        }
        self.clutter = clutter
        let (bright, dim) = (dice.uniform(0.8...1.08), dice.ratio(0.03...0.07))
        light = dark ? dim : bright
        noise = dice.ratio(0.002...0.012)
    }

    /// A colour without much of it.
    private static func pale(_ dice: inout Dice, _ light: ClosedRange<Double>) -> Colour {
        let (hue, level, depth) = (dice.uniform(0...2 * .pi), dice.uniform(light), dice.uniform(0.02...0.14))
        func part(_ turn: Double) -> Float { Float(level + depth * cos(hue + turn)) }
        return Colour(part(0), part(2.094), part(4.189))
    }

    func draw(on painting: inout Painting) {
        painting.recolour { _, _ in above }
        painting.fill(.below { _ in Float(horizon) }, floor, edge: 0, shade: 0)
        for (shape, colour) in clutter { painting.fill(shape, colour, edge: 0.02, shade: 0.1) }
    }

    /// A curtain in folds before everything.
    func drawCurtain(on painting: inout Painting) {
        let width = painting.width
        let fold = 16 * Double.pi / Double(painting.height)
        painting.recolour { i, _ in curtain.lit(0.8 + 0.3 * sin(fold * Double(i % width) + sin(0.01 * Double(i / width)))) }
    }

    /// As the camera takes it.
    func expose(_ painting: inout Painting, _ dice: inout Dice) {
        let grain = dice.noise(painting.width * painting.height)
        let (light, noise) = (Float(light), Float(noise))
        painting.recolour { i, pixel in pixel * light + grain[i] * noise }
    }
}
