import { holding, input, type HandMade, type Written } from './handMade.js';

/** Plants of families that nobody has recorded here, as the register reference describes them. */
export interface HandMadePlant {
  readonly serial: string;
  readonly pages: readonly HandMade[];
}

/** `count` registers from `first` that hold `value`, `value` + 1, `value` + 2 in turn. */
const row = (first: number, count: number, value: number): Written =>
  Array.from({ length: count }, (_, i) => `${first + i}=${value + (i % 3)}`).join(' ');

const identity = (code: number, serial: string, arm: number, more: Written = ''): HandMade =>
  holding(
    0,
    60,
    `0=${code} 2=0x0832 13=${serial} 19=449 20=1 21=${arm} 27=1 31=60 32=60 34=140
    35=26 36=11 37=28 38=12 39=5 40=6 44=0 45=700 54=1 55=186 56=1600 57=1900 59=1
    ${more}`,
  );

// Afternoon: 1.8 kW of sun, 1.02 kW in the house, 120 W bought, 800 W into the battery. No backup output.
const live: Written = `0=1 1=3520 3=4000 5=2412 7=1000 8=31 10=50 12=9000 13=5002 16=19980 17=50
    18=1800 22=700 24=900 25=3 26=10 30=-120 33=900 35=4 36=20 37=33 41=380 42=1020
    44=80 46=5000 49=1 50=5230 51=-1500 52=-800 53=2409 54=0 55=300 56=180 59=44`;

const settings = (more: Written = ''): readonly HandMade[] => [
  holding(
    60,
    60,
    `60=1500 63=1840 84=SA1.0 94=130 95=430 96=1 97=4320 98=5850 110=4 111=50 112=50
    114=4 116=80 ${more}`,
  ),
  holding(120, 60, '123=24 128=1'),
];

const pack = (device: number, serial: string): HandMade =>
  input(
    60,
    60,
    `${row(60, 16, 3270)} 76=180 77=181 78=182 79=183 80=52330 81=190 83=52300
    85=18400 87=18600 89=8200 91=0x0e10 96=123 97=16 98=3009 100=44 102=18600
    103=185 104=178 110=${serial} 115=8`,
    device,
  );

const stack = (device: number, modules: number, charge: number): readonly HandMade[] => [
  input(
    60,
    60,
    `60=BAAA 63=0x0103 64=${modules} 66=12 67=${24 * modules} 68=${12 * modules}
    70=4 73=2301 74=2299 76=-65 79=-15 80=${charge * 256 + 99} 81=98 83=12345
    85=11000 91=30 93=40 98=510 99=300 100=90 101=3 102=2000 103=2600 104=250
    105=250`,
    device,
  ),
  input(
    120,
    60,
    `120=3301 121=1 122=3 123=3290 124=2 125=4 126=210 129=190 134=11 135=20 137=200
    138=HB2320G${device}`,
    device,
  ),
];

const modules = (count: number): readonly HandMade[] =>
  Array.from({ length: count }, (_, i) =>
    input(60, 60, `${row(60, 24, 3290)} ${row(90, 12, 200)} 114=HM2320G${101 + i}`, 0x50 + i),
  );

const configuration = (aggregators: number, stacks: number, count: number): HandMade =>
  input(
    60,
    5,
    `60=${aggregators} 61=${stacks} 62=${count} 63=${24 * count} 64=${12 * count}`,
    0xa0,
  );

const ct = (device: number): HandMade =>
  input(60, 30, '60=2410 63=512 68=1180 72=30 76=1234 80=19560 84=5001', device);

export const gen3: HandMadePlant = {
  serial: 'FD2320G123',
  pages: [
    identity(0x2001, 'FD2320G123', 303),
    input(0, 60, live),
    ...settings(),
    // A young battery has given less than it took in; no counter has wrapped.
    input(180, 60, '180=400 181=600'),
    input(240, 60, '240=2408 248=1800'),
    holding(240, 60, '242=100 246=100 247=230 248=90'),
    holding(318, 3, '318=2 319=0 320=2400'),
    pack(0x32, 'DZ2320G123'),
    // Slot 2 is empty, slot 3 is not.
    pack(0x34, 'DZ2320G124'),
  ],
};

export const gen3Plus: HandMadePlant = {
  serial: 'HY2520G123',
  pages: [
    identity(0x2206, 'HY2520G123', 912, '2=0x0850'),
    // 9.1 kW on one string of an 8 kW inverter.
    input(0, 60, `${live} 18=9100 20=2200`),
    ...settings(),
    input(180, 60, '195=700 197=300'),
    pack(0x32, 'DZ2320G123'),
  ],
};

export const hvHybrid: HandMadePlant = {
  serial: 'FG2320G123',
  pages: [
    identity(0x8103, 'FG2320G123', 12, '2=0x0c64 55=52'),
    input(0, 60, `${live} 50=23010 51=650 52=1495 30=10`),
    ...settings(),
    input(180, 60, '195=700 197=300'),
    holding(240, 60, '242=100'),
    configuration(0, 2, 7),
    ...stack(0x70, 4, 60),
    ...stack(0x71, 3, 40),
    ...modules(7),
    ct(1),
  ],
};

export const threePhase: HandMadePlant = {
  serial: 'TC2320G123',
  pages: [
    holding(0, 60, '0=0x4004 13=TC2320G123 20=1 27=1 35=26 36=11 37=28 50=100'),
    holding(1000, 60, '1002=100 1012=0xb190 1013=0x0308 1018=3200'),
    holding(
      1060,
      60,
      `1078=10 1080=1 1102=11000 1108=90 1109=12 1110=80 1111=95 1112=1 1113=130
    1114=430 1118=1600 1119=1900`,
    ),
    holding(1120, 5, ''),
    // At night: no sun, no backup, and a grid that feeds house and battery.
    input(1000, 60, ''),
    input(
      1060,
      60,
      `1061=4010 1062=4020 1063=4005 1064=52 1067=5001 1069=0xffff 1070=-61000
    1072=61000 1074=61500 1075=1 1076=1 1079=1 1080=6464 1083=-2400 1084=-2400
    1085=-2400 1086=400 1087=400 1088=300 1090=11000 1094=2310 1095=2312 1096=2309`,
    ),
    input(
      1120,
      60,
      `1121=1 1124=1 1127=300 1128=410 1131=4600 1132=58 1133=4590 1139=59800
    1140=-1300`,
    ),
    input(1180, 60, ''),
    input(1240, 60, ''),
    input(1300, 60, '1300=0x8000 1317=ZAAA11 1325=101 1327=612'),
    input(1360, 54, '1361=120 1375=41000 1383=20000 1391=9000 1395=9900 1413=130'),
    configuration(1, 2, 9),
    ...stack(0x70, 6, 60),
    ...stack(0x71, 3, 40),
    ...modules(9),
    input(60, 60, '71=1 78=4600 79=4590 80=-130', 0x90),
  ],
};

/** Firmware GA000110 is documented with the low word of totals first, and the serials apart. */
export const gateway: HandMadePlant = {
  serial: 'GW2520G123',
  pages: [
    identity(0x7002, 'GW2520G123', 11, '2=0x0c3c 34=0'),
    ...settings().slice(0, 1),
    holding(120, 60, ''),
    holding(180, 60, '199=1'),
    holding(240, 60, '242=100'),
    holding(300, 60, '300=1 313=100 314=100 317=1'),
    input(
      1600,
      60,
      `1600=GA00 1602=1 1603=0x0100 1604=2 1605=8 1606=15 1608=2412 1613=5001
    1616=1200 1617=3000 1618=800 1619=1000 1640=5 1641=12345 1642=1 1643=50
    1644=100 1647=5000 1650=7000 1653=6000 1656=9999 1657=2`,
    ),
    input(1660, 60, '1661=SC1.0 1700=2 1701=2 1702=1000 1703=1 1706=3500'),
    // Nothing was discharged yet.
    input(1720, 60, ''),
    input(1780, 60, '1795=21 1796=7100 1801=55 1802=46 1816=500 1817=500'),
    input(1840, 20, '1841=CH2320G001 1848=CH2320G002'),
    input(1900, 60, ''),
  ],
};

export const ems: HandMadePlant = {
  serial: 'EMS2320123',
  pages: [
    identity(0x5001, 'EMS2320123', 1036, '2=0x0032 34=0'),
    holding(2040, 36, '2040=1 2041=2 2042=2 2053=30 2054=430 2055=100 2071=10000'),
    input(0, 60, '0=1 1=2410 5=2410 7=500 13=5001 30=-100 59=50'),
    input(
      2040,
      60,
      `2040=1 2041=2 2042=0x0010 2043=0x0011 2044=2 2045=0o22 2046=100 2048=900
    2054=400 2055=300 2058=50 2059=48 2062=350 2063=340 2066=CE2320G001
    2071=CE2320G002 2086=1700 2088=900 2089=100 2090=700 2091=9000`,
    ),
    // External meters that have their measurements only; one of four that answer is real.
    ...[1, 2, 3, 4].map((device) =>
      input(60, 30, '60=2410 63=40 68=900 71=900 76=9600 80=9400 84=5001', device),
    ),
  ],
};

export const pvInverter: HandMadePlant = {
  serial: 'PV2420G123',
  pages: [
    identity(0x2304, 'PV2420G123', 303, '2=0x083c'),
    input(0, 60, `${live} 35=0 36=0 37=0 50=0 51=0 52=0 59=0`),
    ...settings(),
  ],
};

/** A code nobody has described. */
export const stranger: HandMadePlant = {
  serial: 'QQ2520G123',
  pages: [
    identity(0x9901, 'QQ2520G123', 5, '2=0'),
    input(0, 60, live),
    ...settings(),
    pack(0x32, 'DZ2320G123'),
  ],
};

/** Firmware 187 of a Gen 1 that calibrates its battery, without grid. */
export const calibrating: HandMadePlant = {
  serial: 'SA2020G123',
  pages: [
    identity(0x2003, 'SA2020G123', 187, '2=0x0824 29=1'),
    input(0, 60, `${live} 5=0 13=0 59=0`),
    ...settings(),
    input(180, 60, ''),
  ],
};
